import { viewKey, WHOLE, type View } from '../read/View';
import type { Contexts } from './encoding/Batch';
import { SharedContext } from './encoding/SharedContext';

/** What all who watch the same view of an event share. */
export interface ViewGroup {
  readonly view: View;
  /** Null where each message is compressed by itself. */
  readonly contexts: Contexts | null;
  /** How many watch it. */
  size: number;
}

/** The views of an event that are watched. */
export class ViewGroups {
  private readonly groups = new Map<string, ViewGroup>();

  constructor(
    /** How many views are compressed with a history of their own, beside the whole event. */
    private readonly maxContexts: number,
  ) {}

  /** How many distinct views are watched. */
  get count(): number {
    return this.groups.size;
  }

  enter(view: View): ViewGroup {
    const key = viewKey(view);
    let group = this.groups.get(key);
    if (!group) this.groups.set(key, (group = { view, contexts: this.contextsFor(key), size: 0 }));
    group.size += 1;
    return group;
  }

  exit(group: ViewGroup): void {
    group.size -= 1;
    if (group.size === 0) this.groups.delete(viewKey(group.view));
  }

  /** To be called when everyone is about to be given something else than the contexts' messages. */
  restartContexts(): void {
    for (const { contexts } of this.groups.values())
      for (const one of Object.values(contexts ?? {})) one.restart();
  }

  /** A history costs compressing each message once more; a view without one is sent what was compressed for all. */
  private contextsFor(key: string): Contexts | null {
    const held = [...this.groups.values()].filter(({ contexts }) => contexts !== null).length;
    if (key !== viewKey(WHOLE) && held >= this.maxContexts) return null;
    return { wsDeflate: new SharedContext('wsDeflate'), sseGzip: new SharedContext('sseGzip') };
  }
}
