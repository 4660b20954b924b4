import { useMemo, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";
import type { ChatId } from "../../memory/model";
import type { TurnView } from "../../workers/memoryProtocol";
import { useApp } from "../AppContext";
import parts from "../parts/parts.module.css";
import { strings } from "../strings.en";
import styles from "./chat.module.css";
import { Turn } from "./Turn";
import { useFollowEnd } from "./useFollowEnd";

/** Turns drawn at first; a chat of years opens at once, and earlier ones come when asked for. */
const DRAWN = 250;

/** The turns of a chat, and those still on their way. */
export function Conversation({ chatId, turns }: { chatId: ChatId; turns: TurnView[] }) {
  const { chat } = useApp();
  const works = useStore(
    chat,
    useShallow((state) => state.works.filter((work) => work.chatId === chatId).map((work) => work.turnId)),
  );
  const busy = useStore(chat, (state) => state.works.some((w) => w.chatId === chatId && w.step.is !== "failed"));
  const [drawn, setDrawn] = useState(DRAWN);
  const stored = useMemo(() => new Set<string>(turns.map((view) => view.turn.id)), [turns]);
  const coming = works.filter((turnId) => !stored.has(turnId));
  const { scroller, content, away, toEnd } = useFollowEnd(works.at(-1) ?? "");
  const hidden = Math.max(0, turns.length - drawn);

  return (
    <div className={styles.scrollFrame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <div ref={scroller} className={styles.scroll} tabIndex={0}>
        <div
          ref={content}
          role="log"
          aria-label={strings.chat.conversation}
          aria-busy={busy || undefined}
          className={styles.turns}
        >
          {hidden > 0 && (
            <button type="button" className={parts.button} onClick={() => setDrawn(drawn + DRAWN)}>
              {strings.chat.earlier(hidden)}
            </button>
          )}
          {turns.slice(hidden).map((view) => (
            <Turn key={view.turn.id} turnId={view.turn.id} view={view} />
          ))}
          {coming.map((turnId) => (
            <Turn key={turnId} turnId={turnId} view={null} />
          ))}
        </div>
      </div>
      {away && (
        <button type="button" className={styles.toEnd} onClick={toEnd}>
          {strings.chat.toEnd}
        </button>
      )}
    </div>
  );
}
