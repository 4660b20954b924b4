import { createContext, type ReactElement, type ReactNode, type Ref, useContext, useMemo, useRef } from "react";
import { type CustomItemComponentProps, Virtualizer, type VirtualizerHandle } from "virtua";

interface VirtualListProps<Item> {
  /** Its accessible name. */
  label: string;
  items: readonly Item[];
  /** Items there are in all: `items` may be the first of them. */
  total: number;
  /** About how high one is, in pixels. */
  itemSize: number;
  /** Called while the last items here come near. */
  onNearEnd?(): void;
  children(item: Item): ReactElement;
}

/** Rows from the end at which more are asked for. */
const AHEAD = 30;

const Facts = createContext({ label: "", total: 0 });

/** A list of which only the items near the screen are in the page; it scrolls with the element around it. */
export function VirtualList<Item>({ label, items, total, itemSize, onNearEnd, children }: VirtualListProps<Item>) {
  const list = useRef<VirtualizerHandle>(null);
  const facts = useMemo(() => ({ label, total }), [label, total]);
  const onScroll = (offset: number) => {
    const handle = list.current;
    if (handle && handle.findItemIndex(offset + handle.viewportSize) > items.length - AHEAD) onNearEnd?.();
  };
  return (
    <Facts value={facts}>
      <Virtualizer
        ref={list}
        as={List}
        item={ListItem}
        bufferSize={1200}
        itemSize={itemSize}
        onScroll={onScroll}
        data={items}
      >
        {children}
      </Virtualizer>
    </Facts>
  );
}

interface ListProps {
  style: React.CSSProperties;
  children: ReactNode;
  ref?: Ref<HTMLUListElement>;
}

function List({ style, children, ref }: ListProps) {
  const { label } = useContext(Facts);
  return (
    <ul ref={ref} style={style} aria-label={label}>
      {children}
    </ul>
  );
}

function ListItem({ style, index, children, ref }: CustomItemComponentProps) {
  const { total } = useContext(Facts);
  return (
    <li ref={ref as Ref<HTMLLIElement>} style={style} aria-posinset={index + 1} aria-setsize={total}>
      {children}
    </li>
  );
}
