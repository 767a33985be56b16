import { readdirSync, readFileSync } from 'node:fs';

/** CPU of all threads of a process so far, in ms; NaN where the system does not tell. */
export function cpuOf(pid: number): number {
  const tasks = `/proc/${pid}/task`;
  try {
    const of = (id: string) => Number(readFileSync(`${tasks}/${id}/schedstat`, 'utf8').split(' ')[0]);
    return readdirSync(tasks).reduce((sum, id) => sum + of(id), 0) / 1e6;
  } catch {
    return NaN;
  }
}
