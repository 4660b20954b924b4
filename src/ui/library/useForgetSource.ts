import type { Source } from "../../memory/model";
import { failureOf } from "../../state/failure";
import { useApp } from "../AppContext";
import { strings } from "../strings.en";
import { goTo } from "../useRoute";

/** Forgets a source with what rested on it alone, says so, and offers Undo. */
export function useForgetSource(): (source: Source) => Promise<void> {
  const { library, sourceView, notices } = useApp();
  return async (source) => {
    const { say } = notices.getState();
    try {
      const { causeId } = await library.getState().forget(source.id);
      say(strings.library.forgotten(source.title), { causeId });
      if (sourceView.getState().id === source.id) goTo({ screen: "library", sourceId: null, passageId: null });
    } catch (error) {
      say(`${strings.library.forgetFailed(source.title)} ${strings.reason(failureOf(error))}`);
    }
  };
}
