import { useEffect } from "react";
import { goTo } from "../useRoute";

/** Where "/" leads: the search field of the memory screen. */
export const SEARCH_ID = "search-memory";

/** Ctrl or Cmd Shift O starts a new chat; "/" goes to the search field. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
      if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key.toLowerCase() === "o") {
        event.preventDefault();
        goTo({ screen: "chat", chatId: null });
        return;
      }
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      const field = document.getElementById(SEARCH_ID);
      if (field) field.focus();
      else goTo({ screen: "memory", memoryId: null });
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
