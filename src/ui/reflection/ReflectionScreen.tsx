import { useEffect, useMemo } from "react";
import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import { strings } from "../strings.en";
import { usePortion } from "../usePortion";
import { DiaryPass } from "./DiaryPass";
import { Figures } from "./Figures";
import { Reflecting } from "./Reflecting";
import styles from "./reflection.module.css";

/** What Cairn made of what it was told: figures, the pass under way, and the diary. */
export function ReflectionScreen() {
  const { status, reflection } = useApp();
  const database = useStore(status, (state) => state.database.is);
  const running = useStore(reflection, (state) => state.reflecting.is === "reflecting");
  useEffect(() => {
    if (database === "open") void reflection.getState().load();
  }, [database, reflection]);
  return (
    <>
      <div className={parts.bar}>
        <h1>{strings.screens.reflection}</h1>
        <div className={parts.space} />
        <button
          type="button"
          className={parts.primary}
          disabled={running || database !== "open"}
          onClick={() => void reflection.getState().reflect()}
        >
          {strings.reflection.now}
        </button>
      </div>
      <div className={styles.scroll}>
        <div className={styles.diary}>
          <Figures />
          <Reflecting />
          <Diary />
        </div>
      </div>
    </>
  );
}

function Diary() {
  const { reflection } = useApp();
  const passes = useStore(reflection, (state) => state.passes);
  const failure = useStore(reflection, (state) => state.failure);
  const told = useMemo(() => passes?.filter((pass) => pass.kind !== "file") ?? [], [passes]);
  const { shown, rest, more } = usePortion(told, 40);
  if (failure) {
    return (
      <FailureNote
        what={strings.reflection.loadFailed}
        failure={failure}
        onRetry={() => void reflection.getState().load()}
      />
    );
  }
  if (!passes) return null;
  if (told.length === 0) {
    return (
      <div className={`${parts.empty} ${styles.empty}`}>
        <Brandmark />
        <h2>{strings.reflection.empty}</h2>
        <p>{strings.reflection.emptyBody}</p>
      </div>
    );
  }
  return (
    <>
      {shown.map((pass) => (
        <DiaryPass key={pass.id} pass={pass} />
      ))}
      {rest > 0 && (
        <button type="button" className={`${parts.button} ${styles.more}`} onClick={more}>
          {strings.reflection.earlier(rest)}
        </button>
      )}
    </>
  );
}
