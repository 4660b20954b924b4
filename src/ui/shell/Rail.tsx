import { useStore } from "zustand";
import type { ChatId } from "../../memory/model";
import { hrefOf, type Route, type Screen } from "../../state/route";
import { useApp } from "../AppContext";
import { Icon } from "../parts/Icon";
import { Brandmark } from "../parts/Stones";
import { strings } from "../strings.en";
import { count } from "../time";
import { ChatList } from "./ChatList";
import { Foot } from "./Foot";
import styles from "./shell.module.css";

const SCREENS: readonly Screen[] = ["chat", "memory", "library", "reflection", "settings"];

/** Where a screen's link leads: Chat goes back to the chat that is open. */
function routeTo(screen: Screen, chatId: ChatId | null): Route {
  switch (screen) {
    case "chat":
      return { screen, chatId };
    case "memory":
      return { screen, memoryId: null };
    case "library":
      return { screen, sourceId: null, passageId: null };
    default:
      return { screen };
  }
}

/** The five links, the chats and the foot; on a phone the links stand at the bottom. */
export function Rail({ route }: { route: Route }) {
  const { status, chat } = useApp();
  const memories = useStore(status, (state) => state.overview?.memories ?? 0);
  const chatId = useStore(chat, (state) => state.chatId);
  return (
    <header className={styles.rail}>
      <div className={styles.brand}>
        <Brandmark />
        <span>{strings.appName}</span>
      </div>
      <nav className={styles.nav} aria-label={strings.shell.screens}>
        {SCREENS.map((screen) => (
          <a
            key={screen}
            href={hrefOf(routeTo(screen, chatId))}
            aria-current={route.screen === screen ? "page" : undefined}
          >
            <Icon name={screen} />
            <span>{strings.screens[screen]}</span>
            {screen === "memory" && memories > 0 && (
              <span className={styles.count} title={strings.shell.memories(memories)} aria-hidden="true">
                {count(memories)}
              </span>
            )}
          </a>
        ))}
      </nav>
      <nav className={styles.chats} aria-label={strings.shell.chats}>
        <ChatList current={route.screen === "chat" ? chatId : null} />
      </nav>
      <Foot />
    </header>
  );
}
