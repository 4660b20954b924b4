import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import { VirtualList } from "../parts/VirtualList";
import { strings } from "../strings.en";
import { MemoryRowLink } from "./MemoryRowLink";
import styles from "./memory.module.css";

/** The memories found, of which only those near the screen are in the page. */
export function MemoryList({ current }: { current: string | null }) {
  const { memoryList, status } = useApp();
  const rows = useStore(memoryList, (state) => state.rows);
  const total = useStore(memoryList, (state) => state.total);
  const asked = useStore(memoryList, (state) => state.text !== "" || state.kind !== null);
  const state = useStore(memoryList, (all) => all.state);
  const empty = useStore(status, (all) => all.overview?.memories === 0);
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
  return (
    <div className={styles.list} data-searching={state.is === "searching"}>
      <VirtualList label={strings.memory.list} items={rows} total={total} itemSize={62} onNearEnd={() => void more()}>
        {(row) => <MemoryRowLink key={row.memory.id} row={row} current={row.memory.id === current} />}
      </VirtualList>
    </div>
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
