import { useStore } from "zustand";
import { useApp } from "../AppContext";
import { useFilePicker } from "../library/useFilePicker";
import parts from "../parts/parts.module.css";
import { Brandmark } from "../parts/Stones";
import { strings } from "../strings.en";
import { goTo } from "../useRoute";
import { COMPOSER_ID } from "./Composer";
import styles from "./chat.module.css";

/** What stands where a chat has no message yet: at the very first what Cairn is, later one line. */
export function EmptyChat() {
  const { status } = useApp();
  const overview = useStore(status, (state) => state.overview);
  const pick = useFilePicker();
  if (!overview) return <div className={styles.scroll} />;
  const first = overview.memories === 0 && overview.sources === 0;
  const said = strings.chat;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard
    <div className={styles.scroll} tabIndex={0}>
      <div className={styles.turns}>
        <div className={parts.empty}>
          <Brandmark />
          <h2>{first ? said.emptyFirst : said.emptyNew}</h2>
          <p>{first ? said.emptyFirstBody : said.emptyNewBody(overview.memories)}</p>
          {first && (
            <ul className={styles.ways}>
              <li>
                <button type="button" onClick={() => document.getElementById(COMPOSER_ID)?.focus()}>
                  <b>{said.emptyTell}</b> <span>{said.emptyTellBody}</span>
                </button>
              </li>
              <li>
                <button type="button" onClick={pick.open}>
                  <b>{said.emptyFiles}</b> <span>{said.emptyFilesBody}</span>
                </button>
              </li>
              <li>
                <button type="button" onClick={() => goTo({ screen: "settings" })}>
                  <b>{said.emptyImport}</b> <span>{said.emptyImportBody}</span>
                </button>
              </li>
            </ul>
          )}
        </div>
      </div>
    </div>
  );
}
