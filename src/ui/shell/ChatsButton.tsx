import { type ReactNode, useState } from "react";
import { Dialog } from "../parts/Dialog";
import { Icon } from "../parts/Icon";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { useMediaQuery } from "../useMediaQuery";
import { ChatList } from "./ChatList";
import styles from "./shell.module.css";

/** Opens the list of chats where the rail has no room for it. */
export function ChatsButton({ current, children }: { current: string | null; children?: ReactNode }) {
  const narrow = useMediaQuery("(max-width: 1023px)");
  const [open, setOpen] = useState(false);
  if (!narrow) return null;
  return (
    <>
      <button
        type="button"
        className={`${parts.ghost} ${styles.chatsButton}`}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="chats" />
        <span className={parts.hidden}>{strings.shell.chats}</span>
      </button>
      {open && (
        <Dialog label={strings.shell.chats} shape="sheet" onClose={() => setOpen(false)}>
          <div className={styles.sheetHead}>
            <h2>{strings.shell.chats}</h2>
            <button type="button" className={parts.ghost} aria-label={strings.close} onClick={() => setOpen(false)}>
              <Icon name="close" />
            </button>
          </div>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link inside does the work; this closes the sheet it was chosen in */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: as above */}
          <div
            className={styles.sheetList}
            onClick={(event) => event.target instanceof Element && event.target.closest("a, button") && setOpen(false)}
          >
            <ChatList current={current} />
            {children}
          </div>
        </Dialog>
      )}
    </>
  );
}
