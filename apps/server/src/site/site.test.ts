import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestServer } from '../testing/TestServer.fixture.ts';
import { inlineScriptHashes } from './SiteFolder.ts';

let folder: string;
let server: TestServer;
const SCRIPT = 'self.__next_f=[];';
const page = (title: string): string =>
  `<!doctype html><title>${title}</title><script>${SCRIPT}</script><script src="/_next/static/a.js"></script>${'<p>text</p>'.repeat(200)}`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qca-site-'));
  server = await TestServer.start({ siteFolder: join(folder, 'out') });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function build(): void {
  const out = join(folder, 'out');
  for (const each of ['', '_next', '_next/static', 'risk', 'health']) mkdirSync(join(out, each));
  writeFileSync(join(out, 'order.html'), page('order'));
  writeFileSync(join(out, 'risk/index.html'), page('risk'));
  writeFileSync(join(out, 'health.html'), page('health'));
  writeFileSync(join(out, 'health/__next.txt'), 'part of the health screen');
  writeFileSync(join(out, '404.html'), page('missing'));
  writeFileSync(join(out, '_next/static/app-0123456789abcdef.js'), 'export const one = 1;\n'.repeat(200));
  writeFileSync(join(out, '_next/static/app-0123456789abcdef.js.gz'), gzipSync('made by the build'));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  symlinkSync(join(folder, 'secret.txt'), join(out, 'link.txt'));
  writeFileSync(join(out, 'index.html'), page('home'));
}

const get = (path: string, headers: Record<string, string> = {}) => server.send('GET', path, { headers });

describe('the site', () => {
  it('says that it is being built until it is, to people and to programs', async () => {
    const forPeople = await get('/', { accept: 'text/html' });
    expect([forPeople.status, forPeople.headers['retry-after']]).toEqual([503, '2']);
    expect(forPeople.text).toContain('being built');
    const { status, json } = await get('/order');
    expect([status, json['kind']]).toEqual([503, 'site-being-built']);
    expect((await get('/health/ready')).json['numbers']['parts']).toContain('site');
    build();
    await expect.poll(async () => (await get('/')).status, { timeout: 3_000 }).toBe(200);
  });

  it.each([
    ['/', 'home'],
    ['/index.html', 'home'],
    ['/order', 'order'],
    ['/order.html', 'order'],
    ['/order/', 'order'],
    ['/order?id=p-1', 'order'],
    ['/risk', 'risk'],
    ['/risk/', 'risk'],
    ['/health', 'health'],
  ])('%s is the page %s', async (path, title) => {
    const { status, text, headers } = await get(path);
    expect(status).toBe(200);
    expect(text).toContain(`<title>${title}</title>`);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
  });

  it('shares /health with programs: a screen with its parts, and addresses of its own', async () => {
    expect((await get('/health/__next.txt')).text).toBe('part of the health screen');
    expect((await get('/health/live')).status).toBe(200);
    const { status, json } = await get('/health/nothing', { accept: 'text/html' });
    expect([status, json['kind']]).toEqual([404, 'not-found']);
  });

  it('gives its own page for what is not there', async () => {
    const { status, text } = await get('/nowhere', { accept: 'text/html' });
    expect(status).toBe(404);
    expect(text).toContain('<title>missing</title>');
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/link.txt',
    '//etc/passwd',
    '/%00',
    '/order.html%00.js',
  ])('%s leads nowhere', async (path) => {
    const { status, text } = await get(path, { accept: 'text/html' });
    expect([400, 404]).toContain(status);
    expect(text).not.toContain('secret\n');
    expect(text).not.toBe('secret');
  });

  it('allows the scripts of a page by their text, and no others', async () => {
    const hash = createHash('sha256').update(SCRIPT).digest('base64');
    const policy = String((await get('/')).headers['content-security-policy']);
    expect(policy).toContain(`script-src 'self' 'sha256-${hash}';`);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(
      inlineScriptHashes('<script src="a.js"></script><script type="module">a</script><SCRIPT >a</SCRIPT>'),
    ).toEqual([createHash('sha256').update('a').digest('base64')]);
  });

  it('keeps files that are named by their hash for good', async () => {
    const { headers, status } = await get('/_next/static/app-0123456789abcdef.js');
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toContain('javascript');
  });

  it('sends what was compressed, as the browser takes it', async () => {
    const zipped = await get('/_next/static/app-0123456789abcdef.js', { 'accept-encoding': 'gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.bytes).toString()).toBe('made by the build');
    const brotli = await get('/', { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(brotli.bytes).toString()).toBe(page('home'));
    expect(brotli.headers['vary']).toContain('Accept-Encoding');
    const plain = await get('/', { 'accept-encoding': 'br;q=0, gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  it('answers that nothing changed', async () => {
    const { headers } = await get('/');
    const again = await get('/', { 'if-none-match': String(headers['etag']) });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it('shows a new build as soon as it is there', async () => {
    const index = join(folder, 'out/index.html');
    writeFileSync(index, page('second'));
    utimesSync(index, new Date(), new Date(Date.now() + 5_000));
    await expect
      .poll(async () => (await get('/')).text, { timeout: 3_000 })
      .toContain('<title>second</title>');
  });

  it('takes nothing but reading', async () => {
    const { status, headers } = await server.send('POST', '/order');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
    const head = await server.send('HEAD', '/order');
    expect([head.status, head.text]).toEqual([200, '']);
  });
});
