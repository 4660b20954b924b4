import { useEffect, useRef } from "react";
import { useStore } from "zustand";
import { draftKey, MESSAGE_LIMIT } from "../../state/chat";
import { useApp } from "../AppContext";
import { useFilePicker } from "../library/useFilePicker";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { goTo } from "../useRoute";
import styles from "./composer.module.css";

export const COMPOSER_ID = "composer";

/** Where a message is written. Its text is kept by chat while other screens are shown. */
export function Composer() {
  const { chat } = useApp();
  const field = useRef<HTMLTextAreaElement>(null);
  const pick = useFilePicker();
  const draft = useStore(chat, (state) => state.drafts[draftKey(state.chatId)] ?? "");
  const tooLong = useStore(chat, (state) => state.tooLong);
  const answering = useStore(chat, (state) =>
    state.works.some((work) => work.chatId === state.chatId && isStoppable(work.step.is)),
  );

  useEffect(() => {
    // On a touch screen the keyboard would cover what one came to read.
    if (matchMedia("(hover: hover)").matches) field.current?.focus({ preventScroll: true });
  }, []);

  const send = () => {
    chat.getState().send();
    const { chatId } = chat.getState();
    if (chatId !== null && !location.hash.endsWith(chatId)) goTo({ screen: "chat", chatId }, "replace");
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      send();
    } else if (event.key === "ArrowUp" && draft === "") {
      event.preventDefault();
      chat.getState().recallLast();
    }
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className={styles.line}>
        <div className={styles.column}>
          {tooLong !== null && <TooLong length={tooLong} text={draft} />}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: a larger target for the pointer; the field itself is reached by keyboard */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
          <div
            className={styles.box}
            onClick={(event) => event.target === event.currentTarget && field.current?.focus()}
          >
            <textarea
              id={COMPOSER_ID}
              ref={field}
              rows={1}
              aria-label={strings.chat.message}
              placeholder={strings.chat.placeholder}
              value={draft}
              enterKeyHint="send"
              onChange={(event) => chat.getState().setDraft(event.target.value)}
              onKeyDown={onKeyDown}
              onPaste={(event) => {
                if (event.clipboardData.files.length === 0) return;
                event.preventDefault();
                pick.add([...event.clipboardData.files]);
              }}
            />
            <div className={styles.boxRow}>
              <button type="button" className={parts.ghost} onClick={pick.open}>
                {strings.chat.addFiles}
              </button>
              <div className={parts.space} />
              {answering && (
                <button type="button" className={parts.button} onClick={() => chat.getState().stop()}>
                  {strings.chat.stop}
                </button>
              )}
              <button type="submit" className={parts.primary}>
                {strings.chat.send}
              </button>
            </div>
          </div>
          <div className={styles.hint}>
            <span>{strings.chat.hint}</span>
            <span>{strings.chat.hintKeys}</span>
          </div>
        </div>
      </div>
    </form>
  );
}

function TooLong({ length, text }: { length: number; text: string }) {
  const { chat, library } = useApp();
  const addAsFile = () => {
    const name = strings.chat.pastedName(new Date().toISOString().slice(0, 16).replace("T", " ").replace(":", "."));
    library.getState().add([new File([text], name, { type: "text/plain" })]);
    chat.getState().setDraft("");
    goTo({ screen: "library", sourceId: null, passageId: null });
  };
  return (
    <div className={styles.tooLong} role="alert">
      <p>{strings.chat.tooLong(length, MESSAGE_LIMIT)}</p>
      <button type="button" className={parts.button} onClick={addAsFile}>
        {strings.chat.addAsFile}
      </button>
    </div>
  );
}

/** Steps that Stop can end. */
function isStoppable(step: string): boolean {
  return step === "recalling" || step === "writing" || step === "waiting";
}
