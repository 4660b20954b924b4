/** The headings that what is being read stands under. */
export interface Sections {
  /** Goes under a heading of this level (1 to 6), out of all of the same level and below. */
  enter(level: number, title: string): void;
  /** Goes out of the heading entered last. */
  leave(): void;
  /** "Title › Part › Chapter"; "" for none. */
  path(): string;
}

/** A stack of headings, empty at first. */
export function createSections(): Sections {
  let open: { level: number; title: string }[] = [];
  return {
    enter(level, title) {
      open = [...open.filter((heading) => heading.level < level), { level, title }];
    },
    leave() {
      open = open.slice(0, -1);
    },
    path: () =>
      open
        .map((heading) => heading.title)
        .filter((title) => title !== "")
        .join(" › "),
  };
}
