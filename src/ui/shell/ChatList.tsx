import { useStore } from "zustand";
import type { Chat } from "../../memory/model";
import { hrefOf } from "../../state/route";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { dayGroup, exactTime } from "../time";
import styles from "./shell.module.css";

/** The chats, newest first, grouped by day. */
export function ChatList({ current, className }: { current: string | null; className?: string }) {
  const { status } = useApp();
  const chats = useStore(status, (state) => state.chats);
  if (chats === null) return null;
  if (chats.length === 0) return <p className={styles.none}>{strings.shell.noChats}</p>;
  const now = Date.now();
  const groups = new Map<string, Chat[]>();
  for (const chat of chats) {
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
    </div>
  );
}
