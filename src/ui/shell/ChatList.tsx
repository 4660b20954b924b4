import { useStore } from "zustand";
import type { Chat } from "../../memory/model";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import { dayGroup, exactTime } from "../time";
import { usePortion } from "../usePortion";
import styles from "./shell.module.css";

/** The chats, newest first, grouped by day. */
export function ChatList({ current, className }: { current: string | null; className?: string }) {
  const { status } = useApp();
  const chats = useStore(status, (state) => state.chats);
  const { shown, rest, more } = usePortion(chats ?? [], 200);
  if (chats === null) return null;
  if (chats.length === 0) return <p className={styles.none}>{strings.shell.noChats}</p>;
  const now = Date.now();
  const groups = new Map<string, Chat[]>();
  for (const chat of shown) {
    const day = dayGroup(chat.lastAt, now);
    groups.set(day, [...(groups.get(day) ?? []), chat]);
  }
  return (
    <div className={`${styles.chatList} ${className ?? ""}`}>
      {[...groups].map(([day, those]) => (
        <section key={day} aria-label={day}>
          <h2>{day}</h2>
          <ul>
            {those.map((chat) => (
              <li key={chat.id}>
                <a
                  href={hrefOf({ screen: "chat", chatId: chat.id })}
                  aria-current={chat.id === current || undefined}
                  title={`${chat.title}\n${exactTime(chat.lastAt)}`}
                >
                  {chat.title}
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {rest > 0 && (
        <button type="button" className={parts.ghost} onClick={more}>
          {strings.shell.olderChats(rest)}
        </button>
      )}
    </div>
  );
}
