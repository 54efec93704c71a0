import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARTEFACT_BYTES_MAX } from '@qca/models';
import { sampleManifest } from '@qca/models/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from './readModel.ts';

describe('a model on disk', () => {
  let folder: string;
  const file = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'models-'));
    await writeFile(file('sample.js'), 'export default {};');
    await writeFile(file('sample.manifest.json'), JSON.stringify(sampleManifest('script')));
    await writeFile(file('other.js'), 'export default {};');
    await writeFile(file('other.manifest.json'), JSON.stringify(sampleManifest('script')));
    await writeFile(file('lone.js'), 'export default {};');
    await writeFile(
      file('large.manifest.json'),
      JSON.stringify(sampleManifest('script', { artefact: 'large.js' })),
    );
    await writeFile(file('large.js'), '');
    await truncate(file('large.js'), ARTEFACT_BYTES_MAX + 1);
    await writeFile(
      file('gone.manifest.json'),
      JSON.stringify(sampleManifest('script', { artefact: 'gone.js' })),
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is read by its artefact or by its manifest', async () => {
    const byManifest = await readModel(file('sample.manifest.json'));
    expect(await readModel(file('sample.js'))).toEqual(byManifest);
    expect(byManifest.manifest).toEqual(sampleManifest('script'));
    expect(new TextDecoder().decode(byManifest.artefact)).toBe('export default {};');
  });

  it.runIf(existsSync('/dev/zero'))('is refused where its file never ends (needs /dev/zero)', async () => {
    await symlink('/dev/zero', file('endless.js'));
    const manifest = JSON.stringify(sampleManifest('script', { artefact: 'endless.js' }));
    await writeFile(file('endless.manifest.json'), manifest);
    await expect(readModel(file('endless.js'))).rejects.toMatchObject({ kind: 'no-such-file' });
  });

  it.each([
    ['without a manifest', 'lone.js', 'no-such-file'],
    ['whose manifest speaks of another file', 'other.js', 'bad-manifest'],
    ['whose artefact is gone', 'gone.manifest.json', 'no-such-file'],
    ['that is too large to be read', 'large.js', 'model-too-large'],
  ])('is refused %s', async (_name, name, kind) => {
    await expect(readModel(file(name))).rejects.toMatchObject({ kind });
  });
});
