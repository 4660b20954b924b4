import { useStore } from "zustand";
import type { DiaryLine, Pass } from "../../memory/model";
import { undoKey } from "../../state/reflection";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { Stones } from "../parts/Stones";
import { Time } from "../parts/Time";
import { strings } from "../strings.en";
import { dayAndTime } from "../time";
import styles from "./reflection.module.css";

/** One pass in the diary: when, how much, and each thing it did, with Undo. */
export function DiaryPass({ pass }: { pass: Pass }) {
  const live = pass.lines.filter((line) => !line.undone).length;
  const when = dayAndTime(pass.startedAt, Date.now());
  return (
    <section className={styles.pass}>
      <h2 className={styles.when}>
        <Time at={pass.startedAt}>{when.charAt(0).toUpperCase() + when.slice(1)}</Time>
        <span>
          {pass.kind === "import"
            ? `${strings.reflection.imported}: ${pass.title}`
            : strings.reflection.changes(pass.lines.length, pass.endedAt - pass.startedAt)}
        </span>
        {pass.undone ? (
          <em>{strings.undone}</em>
        ) : (
          (live > 0 || pass.kind === "import") && <UndoButton pass={pass} label={strings.undoAll} />
        )}
      </h2>
      <ul>
        {pass.lines.map((line) => (
          <Entry key={line.id} pass={pass} line={line} />
        ))}
      </ul>
    </section>
  );
}

function Entry({ pass, line }: { pass: Pass; line: DiaryLine }) {
  const undone = line.undone || pass.undone;
  const text = <span className={styles.text}>{line.text}</span>;
  return (
    <li className={styles.entry} data-undone={undone}>
      <Stones support={supportIn(line)} strength={undone ? 0 : 1} />
      <div>
        <p>
          {line.memoryId && !undone ? <a href={hrefOf({ screen: "memory", memoryId: line.memoryId })}>{text}</a> : text}
        </p>
        <small>{line.detail}</small>
      </div>
      {undone ? <em>{strings.undone}</em> : <UndoButton pass={pass} line={line} label={strings.undo} />}
    </li>
  );
}

function UndoButton({ pass, line, label }: { pass: Pass; line?: DiaryLine; label: string }) {
  const { reflection } = useApp();
  const undoing = useStore(reflection, (state) => state.undoing[undoKey(pass.id, line?.id)]);
  return (
    <span className={styles.undo}>
      <button
        type="button"
        className={parts.undo}
        disabled={undoing?.is === "undoing"}
        onClick={() => void reflection.getState().undo(pass.id, line?.id)}
      >
        {label}
      </button>
      {undoing?.is === "refused" && <span role="alert">{strings.reflection.undoFailed(undoing.reason)}</span>}
    </span>
  );
}

const NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split(" ");

/** How many memories a line speaks of, for its stones. */
function supportIn({ text, detail }: DiaryLine): number {
  const word = /(\w+) memories/i.exec(`${detail} ${text}`)?.[1]?.toLowerCase() ?? "";
  return Number(word) || NUMBERS.indexOf(word) + 1 || 1;
}
