import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Folders of one attempt. */
export interface Workspace {
  /** For the engine's temporary files. */
  scan: string;
  /** For the artefacts, before they are kept. */
  out: string;
  /** For trends, before they are kept. */
  trends: string;
}

/** Gives a task folders of its own, and removes them with all that is in them when it has ended. */
export async function withWorkspace<T>(
  parent: string,
  name: string,
  task: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const folder = join(parent, name);
  const workspace = { scan: join(folder, 'scan'), out: join(folder, 'out'), trends: join(folder, 'trends') };
  try {
    for (const path of Object.values(workspace)) await mkdir(path, { recursive: true, mode: 0o700 });
    return await task(workspace);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Does something, and undoes what it has got to when it fails. */
export async function withUndo<T>(undo: () => Promise<void>, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    await undo();
    throw error;
  }
}
