import { Component } from 'preact';
import type { ComponentChildren, VNode } from 'preact';

/**
 * A component that is drawn again only when one of its props is another object than before; the live state shares
 * what did not change, so an on-course list that comes in leaves a result table of hundreds of rows alone.
 * Declare it outside of components: `export const ResultTable = memo(ResultTableView)`.
 */
export function memo<Props extends object>(
  view: (props: Props) => ComponentChildren,
): (props: Props) => VNode {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const { props } = this;
      const keys = new Set([...Object.keys(props), ...Object.keys(next)]) as Set<keyof Props>;
      for (const key of keys) if (props[key] !== next[key]) return true;
      return false;
    }
    override render(): ComponentChildren {
      return view(this.props);
    }
  }
  return Memo as unknown as (props: Props) => VNode;
}
