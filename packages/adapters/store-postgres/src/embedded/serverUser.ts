import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { Refusal } from '@qca/base';

/** The user a server runs as, when it is not ours. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns whom the server runs as: undefined for ourselves. PostgreSQL refuses to run as root, so root hands it to the owner
 * of the cluster where there is one, else to the system's user `postgres`, made when missing, else to `nobody`.
 *
 * Rejects, as `Refusal`: `no-server-user`.
 */
export function serverUser(cluster: string): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const user = userNamed('postgres') ?? madeUser('postgres') ?? userNamed('nobody');
  if (user !== undefined) return user;
  throw new Refusal({
    kind: 'no-server-user',
    what: 'PostgreSQL does not run as root, and there is neither a user postgres nor nobody, nor could one be made',
    where: 'system users',
    remedy: 'Make one (useradd --system postgres), start as an ordinary user, or set DATABASE_URL.',
  });
}

function userNamed(name: string): ServerUser | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, name], { encoding: 'utf8' }));
  if (uid?.status !== 0 || gid?.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function madeUser(name: string): ServerUser | undefined {
  spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ]);
  return userNamed(name);
}
