import { wordsOf } from "../../index/stems";
import { plainText } from "../plainLine";

/** The words of a text in order, in lower case, with a space around each: what is word for word the same is equal in it. */
export function plainWords(text: string): string {
  const straight = plainText(text).replace(/\\([\\`*_[\]<>|~&#+=.)-])/g, "$1");
  return ` ${wordsOf(straight).join(" ")} `;
}
