import type { Recalled } from "../memory/model";

const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** The furthest time a Date can hold, from 1970. */
const LAST_TIME = 8.64e15;

/** Who said a line and when, for people and for a model: "you, 3 March 2026"; a document by its title and heading. */
export function whoAndWhen({ speaker, saidAt, sourceTitle, section, insight, support }: Recalled): string {
  if (insight) return `brought together from ${support} memories`;
  const parts = [speaker === "user" ? "you" : (speaker ?? sourceTitle)];
  if (speaker === null && section) parts.push(section);
  if (saidAt !== null && Math.abs(saidAt) <= LAST_TIME) parts.push(date.format(saidAt));
  return parts.filter(Boolean).join(", ");
}
