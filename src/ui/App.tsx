import { lazy, Suspense, useEffect } from "react";
import { useStore } from "zustand";
import type { Screen } from "../state/route";
import { useApp } from "./AppContext";
import { ChatScreen } from "./chat/ChatScreen";
import parts from "./parts/parts.module.css";
import { PassagePanel } from "./passage/PassagePanel";
import { Notices } from "./shell/Notices";
import { Rail } from "./shell/Rail";
import styles from "./shell/shell.module.css";
import { useShortcuts } from "./shell/useShortcuts";
import { useTheme } from "./shell/useTheme";
import { useViewportHeight } from "./shell/useViewportHeight";
import { WholePage } from "./shell/WholePage";
import { strings } from "./strings.en";
import { useRoute } from "./useRoute";

const loadMemory = () => import("./memories/MemoryScreen");
const loadLibrary = () => import("./library/LibraryScreen");
const loadReflection = () => import("./reflection/ReflectionScreen");
const loadSettings = () => import("./settings/SettingsScreen");
const loadJudge = () => import("./settings/judge/JudgeScreen");

const MemoryScreen = lazy(async () => ({ default: (await loadMemory()).MemoryScreen }));
const LibraryScreen = lazy(async () => ({ default: (await loadLibrary()).LibraryScreen }));
const ReflectionScreen = lazy(async () => ({ default: (await loadReflection()).ReflectionScreen }));
const SettingsScreen = lazy(async () => ({ default: (await loadSettings()).SettingsScreen }));
const JudgeScreen = lazy(async () => ({ default: (await loadJudge()).JudgeScreen }));

/** The whole page. */
export function App() {
  const { status, notices } = useApp();
  const database = useStore(status, (state) => state.database);
  const route = useRoute();
  useTheme();
  useViewportHeight();
  useShortcuts();
  useEffect(() => {
    document.title = `${strings.screens[route.screen]} · ${strings.appName}`;
    notices.getState().tidy();
  }, [route.screen, notices]);

  useEffect(() => {
    // The other screens are small: once this one stands, they are fetched, and open at a touch.
    if (database.is === "open") for (const load of [loadMemory, loadLibrary, loadReflection, loadSettings]) void load();
  }, [database.is]);

  if (database.is === "superseded") {
    return (
      <WholePage title={strings.superseded.title}>
        <p>{strings.superseded.body}</p>
        <button type="button" className={parts.primary} onClick={() => location.reload()}>
          {strings.superseded.reload}
        </button>
      </WholePage>
    );
  }
  if (database.is === "failed") {
    return (
      <WholePage title={strings.openFailed.title}>
        <p>{strings.openFailed.kept}</p>
        <p>{strings.openFailed.advice}</p>
        <p className={styles.small}>{strings.reason(database.failure)}</p>
        <button type="button" className={parts.primary} onClick={() => void status.getState().open()}>
          {strings.tryAgain}
        </button>
      </WholePage>
    );
  }
  return (
    <div className={styles.app}>
      <button type="button" className={styles.skip} onClick={skipToContent}>
        {strings.skip}
      </button>
      <Rail route={route} />
      <main id="content" tabIndex={-1} className={styles.main}>
        <Suspense fallback={<BareScreen screen={route.screen} />}>
          {route.screen === "chat" && <ChatScreen chatId={route.chatId} />}
          {route.screen === "memory" && <MemoryScreen memoryId={route.memoryId} />}
          {route.screen === "library" && <LibraryScreen sourceId={route.sourceId} passageId={route.passageId} />}
          {route.screen === "reflection" && <ReflectionScreen />}
          {route.screen === "settings" && (route.page === "judge" ? <JudgeScreen /> : <SettingsScreen />)}
        </Suspense>
        <Notices />
      </main>
      <PassagePanel />
    </div>
  );
}

/** The shape of a screen whose code is on its way. */
function BareScreen({ screen }: { screen: Screen }) {
  return (
    <div className={parts.bar}>
      <h1>{strings.screens[screen]}</h1>
    </div>
  );
}

/** A button, since the address after `#` names a screen here. */
function skipToContent(): void {
  document.getElementById("content")?.focus();
}
