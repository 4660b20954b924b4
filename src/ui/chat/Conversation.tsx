import { useMemo, useState } from "react";
import { useStore } from "zustand";
import type { ChatId } from "../../memory/model";
import type { Work } from "../../state/chat";
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
  const allWorks = useStore(chat, (state) => state.works);
  const works = useMemo(() => allWorks.filter((work) => work.chatId === chatId), [allWorks, chatId]);
  const [drawn, setDrawn] = useState(DRAWN);
  const byTurn = useMemo(() => new Map<string, Work>(works.map((work) => [work.turnId, work])), [works]);
  const stored = useMemo(() => new Set<string>(turns.map((view) => view.turn.id)), [turns]);
  const coming = works.filter((work) => !stored.has(work.turnId));
  const { scroller, content, away, toEnd } = useFollowEnd(works.at(-1)?.turnId ?? "");
  const hidden = Math.max(0, turns.length - drawn);

  return (
    <div className={styles.scrollFrame}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
      <div ref={scroller} className={styles.scroll} tabIndex={0}>
        <div
          ref={content}
          role="log"
          aria-label={strings.chat.conversation}
          aria-busy={works.some((work) => work.step.is !== "failed") || undefined}
          className={styles.turns}
        >
          {hidden > 0 && (
            <button type="button" className={parts.button} onClick={() => setDrawn(drawn + DRAWN)}>
              {strings.chat.earlier(hidden)}
            </button>
          )}
          {turns.slice(hidden).map((view) => (
            <Turn key={view.turn.id} view={view} work={byTurn.get(view.turn.id) ?? null} />
          ))}
          {coming.map((work) => (
            <Turn key={work.turnId} view={null} work={work} />
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
