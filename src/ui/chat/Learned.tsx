import { useStore } from "zustand";
import type { TurnId } from "../../memory/model";
import { hrefOf } from "../../state/route";
import type { LearnedLine } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { Stones } from "../parts/Stones";
import { strings } from "../strings.en";
import styles from "./margin.module.css";

/** What a turn taught, each line with its Undo. */
export function Learned({ turnId, lines }: { turnId: TurnId; lines: LearnedLine[] }) {
  return (
    <>
      <h2>{strings.margin.learned}</h2>
      <ul>
        {lines.map((line) => (
          <li key={line.entry}>
            <Stones support={line.support} strength={line.undone ? 0 : 1} className={styles.stones} />
            <Line turnId={turnId} line={line} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Line({ turnId, line }: { turnId: TurnId; line: LearnedLine }) {
  const { chat } = useApp();
  const undoing = useStore(chat, (state) => state.undoing[line.entry]);
  const said = strings.margin;
  if (line.undone) {
    return (
      <div>
        <span className={styles.old}>{line.text}</span>
        <small>{strings.undone}</small>
      </div>
    );
  }
  return (
    <div>
      <a className={styles.clamp} href={hrefOf({ screen: "memory", memoryId: line.memoryId })}>
        {line.text}
      </a>
      {line.saidAs?.map((words) => (
        <small key={words} className={styles.clamp}>
          {said.saidAs} {said.quoted(words)}
        </small>
      ))}
      <small>
        {line.what === "kept" ? said.fromThis : said.reinforced(line.support)} ·{" "}
        <button
          type="button"
          className={parts.undo}
          disabled={undoing?.is === "undoing"}
          onClick={() => void chat.getState().undo(turnId, line)}
        >
          {strings.undo}
        </button>
        {undoing?.is === "refused" && <span role="alert"> {strings.reflection.undoFailed(undoing.reason)}</span>}
      </small>
    </div>
  );
}
