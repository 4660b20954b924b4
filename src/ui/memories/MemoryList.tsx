import { type Ref, useRef } from "react";
import type { CustomItemComponentProps } from "virtua";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import { strings } from "../strings.en";
import { MemoryRowLink } from "./MemoryRowLink";
import styles from "./memory.module.css";

/** Rows from the end at which the next page is asked for. */
const AHEAD = 30;

/** The memories found, of which only those near the screen are in the page. */
export function MemoryList({ current }: { current: string | null }) {
  const { memoryList, status } = useApp();
  const rows = useStore(memoryList, (state) => state.rows);
  const total = useStore(memoryList, (state) => state.total);
  const asked = useStore(memoryList, (state) => state.text !== "" || state.kind !== null);
  const state = useStore(memoryList, (all) => all.state);
  const empty = useStore(status, (all) => all.overview?.memories === 0);
  const list = useRef<VirtualizerHandle>(null);
  const { load, more } = memoryList.getState();

  if (state.is === "failed") {
    return (
      <div className={styles.list}>
        <FailureNote what={strings.memory.failed} failure={state.failure} onRetry={() => void load()} />
      </div>
    );
  }
  if (total === null) return <div className={styles.list} aria-busy="true" />;
  if (total === 0) return <div className={styles.list}>{asked || !empty ? <NoneFound /> : <NoneYet />}</div>;
  const onScroll = (offset: number) => {
    const handle = list.current;
    if (handle && handle.findItemIndex(offset + handle.viewportSize) > rows.length - AHEAD) void more();
  };
  return (
    <div className={styles.list} data-searching={state.is === "searching"}>
      <Virtualizer ref={list} as={List} item={Item} bufferSize={1200} itemSize={62} onScroll={onScroll} data={rows}>
        {(row) => <MemoryRowLink key={row.memory.id} row={row} current={row.memory.id === current} />}
      </Virtualizer>
    </div>
  );
}

interface ListProps {
  style: React.CSSProperties;
  children: React.ReactNode;
  ref?: Ref<HTMLUListElement>;
}

function List({ style, children, ref }: ListProps) {
  return (
    <ul ref={ref} style={style} aria-label={strings.memory.list}>
      {children}
    </ul>
  );
}

function Item({ style, index, children, ref }: CustomItemComponentProps) {
  const { memoryList } = useApp();
  const total = useStore(memoryList, (state) => state.total);
  return (
    <li ref={ref as Ref<HTMLLIElement>} style={style} aria-posinset={index + 1} aria-setsize={total ?? undefined}>
      {children}
    </li>
  );
}

function NoneFound() {
  return <p className={styles.none}>{strings.memory.noneFound}</p>;
}

function NoneYet() {
  return (
    <div className={parts.empty}>
      <Brandmark />
      <h2>{strings.memory.empty}</h2>
      <p>{strings.memory.emptyBody}</p>
      <a className={styles.emptyAction} href="#/">
        {strings.memory.emptyAction}
      </a>
    </div>
  );
}
