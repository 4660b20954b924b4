import { useEffect } from "react";
import { useStore } from "zustand";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { Filters } from "./Filters";
import { MemoryList } from "./MemoryList";
import { MemoryPagePanel } from "./MemoryPagePanel";
import styles from "./memory.module.css";

/** Everything believed, to be searched; one memory opens beside the list, or over it where there is no room. */
export function MemoryScreen({ memoryId }: { memoryId: string | null }) {
  const { status, memoryList, memoryPage } = useApp();
  const database = useStore(status, (state) => state.database.is);
  const overview = useStore(status, (state) => state.overview);
  useEffect(() => {
    if (database === "open") void memoryList.getState().load();
  }, [database, memoryList]);
  useEffect(() => {
    if (database === "open") void memoryPage.getState().open(memoryId);
  }, [database, memoryId, memoryPage]);
  return (
    <>
      <div className={parts.bar}>
        <h1>{strings.screens.memory}</h1>
        {overview && overview.memories > 0 && (
          <span className={parts.barNote}>{strings.memory.count(overview.memories, overview.sources)}</span>
        )}
      </div>
      <div className={styles.split} data-open={memoryId !== null}>
        <div className={styles.find}>
          <Filters />
          <MemoryList current={memoryId} />
        </div>
        {memoryId !== null && <MemoryPagePanel />}
      </div>
    </>
  );
}
