import { useStore } from "zustand";
import { isAtHand, type ModelRow } from "../../../state/models";
import { useApp } from "../../AppContext";
import parts from "../../parts/parts.module.css";
import { strings } from "../../strings.en";
import { canRun } from "./modelOptions";
import styles from "./models.module.css";
import { Transfer } from "./Transfer";
import { useModelInUse } from "./useModelInUse";

/** The one model that suits this device best, why, and how to have it. */
export function Recommendation() {
  const { models, languageModel } = useApp();
  const row = useStore(models, (state) => state.rows?.find(({ model }) => model.id === state.recommended)) ?? null;
  const isHopeless = useStore(models, ({ rows }) => rows !== null && rows.length > 0 && !rows.some(canRun));
  const graphics = useStore(models, (state) => state.graphics);
  const inUse = useModelInUse();
  const said = strings.models.recommended;
  if (!row) {
    return (
      isHopeless && (
        <>
          <h3>{said.title}</h3>
          <p>{said.nothing}</p>
        </>
      )
    );
  }
  const { id, name, kind, bytes } = row.model;
  const isUsed = inUse.id === id;
  const answering = inUse.state.is === "ready" ? inUse.name : null;
  return (
    <>
      <h3>{said.title}</h3>
      <p>
        <b>{name}</b>, {strings.models.place(kind)}. {why(row, isUsed && answering !== null)}{" "}
        {!isAtHand(row) && `${said.bytes(bytes)} ${said.meanwhile(answering)}`}
      </p>
      {graphics && said.graphics(graphics) !== "" && <p className={styles.small}>{said.graphics(graphics)}</p>}
      {isAtHand(row) ? (
        !isUsed && (
          <div className={styles.line}>
            <button type="button" className={parts.primary} onClick={() => void languageModel.getState().choose(id)}>
              {said.use}
            </button>
          </div>
        )
      ) : (
        <Transfer key={id} row={row} named={false} />
      )}
    </>
  );
}

function why(row: ModelRow, answers: boolean): string {
  const said = strings.models.recommended;
  if (answers) return said.inUse;
  if (row.place === "device" || row.place === "browser") return said.here;
  return row.place === "server" ? said.server : said.largest;
}
