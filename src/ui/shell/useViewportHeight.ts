import { useEffect } from "react";

/**
 * Keeps --viewport-height at the part of the window that the on-screen keyboard leaves free, so that it covers nothing.
 * Browsers that resize the page themselves (interactive-widget) report the same height.
 */
export function useViewportHeight(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    const root = document.documentElement;
    const measure = () => {
      // A page zoomed by fingers shows a part of itself: its layout stays.
      if (viewport.scale > 1.01) return;
      root.style.setProperty("--viewport-height", `${viewport.height}px`);
      root.scrollTop = 0;
    };
    measure();
    viewport.addEventListener("resize", measure);
    return () => viewport.removeEventListener("resize", measure);
  }, []);
}
