import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import type { MemoryKind } from "../../memory/model";
import { useApp } from "../AppContext";
import { Icon } from "../parts/Icon";
import parts from "../parts/parts.module.css";
import { SEARCH_ID } from "../shell/useShortcuts";
import { strings } from "../strings.en";
import styles from "./memory.module.css";

const KINDS = Object.keys(strings.memory.kindChips) as MemoryKind[];

/** The search field, and what narrows or widens the list. */
export function Filters() {
  const { memoryList } = useApp();
  const field = useRef<HTMLInputElement>(null);
  const text = useStore(memoryList, (state) => state.text);
  const kind = useStore(memoryList, (state) => state.kind);
  const showPast = useStore(memoryList, (state) => state.showPast);
  const total = useStore(memoryList, (state) => state.total);
  const { setText, setKind, setShowPast } = memoryList.getState();
  const said = strings.memory;
  useEffect(() => {
    if (matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, []);
  return (
    <search className={styles.filters}>
      <div className={styles.searchBox}>
        <Icon name="search" />
        <input
          ref={field}
          id={SEARCH_ID}
          type="search"
          aria-label={said.search}
          placeholder={said.search}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className={parts.kbd} aria-hidden="true">
          /
        </span>
      </div>
      <div className={styles.chips}>
        <fieldset aria-label={said.kinds} className={styles.kinds}>
          <button type="button" className={styles.chip} aria-pressed={kind === null} onClick={() => setKind(null)}>
            {said.everything}
          </button>
          {KINDS.map((one) => (
            <button
              key={one}
              type="button"
              className={styles.chip}
              aria-pressed={kind === one}
              onClick={() => setKind(kind === one ? null : one)}
            >
              {said.kindChips[one]}
            </button>
          ))}
        </fieldset>
        <label className={styles.chip} data-on={showPast}>
          <input type="checkbox" checked={showPast} onChange={(event) => setShowPast(event.target.checked)} />
          {said.showPast}
        </label>
        <span className={styles.found} aria-live="polite">
          {total !== null && (text !== "" || kind !== null) && said.found(total)}
        </span>
      </div>
    </search>
  );
}
