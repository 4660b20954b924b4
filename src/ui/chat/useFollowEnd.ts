import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";

export interface FollowEnd {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  /** Whether the end is out of sight. */
  away: boolean;
  toEnd(): void;
}

const NEAR = 48;

/**
 * Keeps the end in sight while it is in sight: growing text never moves what is being read. A new `sent` (what was
 * sent last) goes to the end in any case.
 */
export function useFollowEnd(sent: string): FollowEnd {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = true;
    setAway(false);
    box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    let height = box.scrollHeight;
    const onScroll = () => {
      // Content that grew moves the end away without a hand on the page: only a scroll at the same height counts.
      if (box.scrollHeight !== height) return;
      atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
      setAway(!atEnd.current);
    };
    const onGrow = () => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
      height = box.scrollHeight;
    };
    const observer = new ResizeObserver(onGrow);
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", onScroll);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent is the reason to go to the end
  useLayoutEffect(toEnd, [sent, toEnd]);
  return { scroller, content, away, toEnd };
}
