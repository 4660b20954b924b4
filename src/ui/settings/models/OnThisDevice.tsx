import { useStore } from "zustand";
import type { Coming, ModelRow } from "../../../state/models";
import { useApp } from "../../AppContext";
import { strings } from "../../strings.en";
import styles from "./models.module.css";
import { ON_THIS_DEVICE, RemoveButton } from "./RemoveButton";
import { useModelInUse } from "./useModelInUse";

/** The models whose files are here, whole or in part, with their sizes. */
export function OnThisDevice() {
  const { models } = useApp();
  const rows = useStore(models, (state) => state.rows);
  const coming = useStore(models, (state) => state.coming);
  const strays = useStore(models, (state) => state.strays);
  const inUse = useModelInUse();
  const said = strings.models.here;
  const bytesOf = (row: ModelRow) => Math.max(row.bytesHere, coming[row.model.id]?.progress.done ?? 0);
  const here = (rows ?? []).filter((row) => bytesOf(row) > 0);
  const total = [...here.map(bytesOf), ...strays.map(({ bytes }) => bytes)].reduce((sum, bytes) => sum + bytes, 0);
  return (
    <>
      <h3 id={ON_THIS_DEVICE} tabIndex={-1}>
        {said.title}
      </h3>
      {rows !== null && total === 0 && <p>{said.empty}</p>}
      {total > 0 && (
        <>
          <ul className={styles.list} aria-labelledby={ON_THIS_DEVICE}>
            {here.map((row) => (
              <li key={row.model.id}>
                <div>
                  <span>{row.model.name}</span>
                  <small>
                    {row.place === "device"
                      ? wholeWords(row, inUse.id === row.model.id)
                      : partWords(row, bytesOf(row), coming[row.model.id])}
                  </small>
                </div>
                <RemoveButton
                  id={row.model.id}
                  name={row.model.name}
                  from={row.model.from}
                  bytes={bytesOf(row)}
                  named
                />
              </li>
            ))}
            {strays.map(({ id, bytes }) => (
              <li key={id}>
                <div>
                  <span>{id}</span>
                  <small>{`${said.whole(bytes)} · ${said.stray}`}</small>
                </div>
                <RemoveButton id={id} name={id} from={null} bytes={bytes} named />
              </li>
            ))}
          </ul>
          <p className={styles.small}>{said.total(total)}</p>
        </>
      )}
    </>
  );
}

function wholeWords({ model, bytesHere }: ModelRow, inUse: boolean): string {
  const said = strings.models.here;
  const words = [strings.models.place(model.kind), said.whole(bytesHere), said.from[model.from], inUse && said.inUse];
  return words.filter(Boolean).join(" · ");
}

function partWords({ model }: ModelRow, bytes: number, coming: Coming | undefined): string {
  const part = strings.models.here.part(bytes, coming?.progress.total || model.bytes);
  return `${strings.models.place(model.kind)} · ${part}`;
}
