import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { WrongVerdict } from "../../../state/wrongVerdicts";
import { useApp } from "../../AppContext";
import { judgeStrings as said } from "../../judgeStrings.en";
import { FailureNote } from "../../parts/FailureNote";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { saveFile } from "../saveFile";
import styles from "./judge.module.css";

/** What was kept as judged wrongly: to be downloaded as one file, or deleted. */
export function WrongList() {
  const { judge } = useApp();
  const wrong = useStore(judge, (state) => state.wrong);
  const notKept = useStore(judge, (state) => state.notKept);
  const { removeAllWrong, wrongFile } = judge.getState();
  if (wrong === null) return null;
  const download = () => saveFile(wrongFile(), `cairn-wrong-verdicts-${new Date().toLocaleDateString("sv")}.jsonl`);
  return (
    <section>
      <h2>{said.list}</h2>
      <p>{wrong.length === 0 ? said.empty : said.listBody}</p>
      {wrong.length > 0 && (
        <>
          <div className={`${styles.line} ${styles.tools}`}>
            <button type="button" className={parts.button} onClick={download}>
              {said.download}
            </button>
            <button type="button" className={parts.button} onClick={removeAllWrong}>
              {said.removeAll}
            </button>
          </div>
          <ul className={styles.list} aria-label={said.count(wrong.length)}>
            {wrong.map((one) => (
              <WrongRow key={`${one.at} ${one.known} ${one.new}`} one={one} />
            ))}
          </ul>
        </>
      )}
      <Deleted />
      {notKept && <FailureNote what={said.notKept} failure={notKept} />}
    </section>
  );
}

function WrongRow({ one }: { one: WrongVerdict }) {
  const { judge } = useApp();
  return (
    <li>
      <div>
        <p className={styles.words}>{one.known}</p>
        <p className={styles.words}>{one.new}</p>
        <small title={said.keptAt(one.at, Date.now())}>{said.taken(one.judged, one.label)}</small>
      </div>
      <button
        type="button"
        className={parts.undo}
        aria-label={said.removeNamed(one.new)}
        onClick={() => judge.getState().removeWrong(one)}
      >
        {said.removeOne}
      </button>
    </li>
  );
}

/** What was deleted last, with a way back. The focus goes there, since the button that was pressed is gone. */
function Deleted() {
  const { judge } = useApp();
  const deleted = useStore(judge, (state) => state.deleted);
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (deleted.length > 0) undo.current?.focus();
  }, [deleted]);
  return (
    <div aria-live="polite">
      {deleted.length > 0 && (
        <p className={styles.deleted}>
          {said.removed(deleted.length)}{" "}
          <button ref={undo} type="button" className={parts.undo} onClick={() => judge.getState().bringBack()}>
            {strings.undo}
          </button>
        </p>
      )}
    </div>
  );
}
