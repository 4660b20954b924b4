import { useMemo } from "react";
import { useApp } from "../AppContext";
import { goTo } from "../useRoute";

/** Ways to add files from anywhere; the library then shows them arriving. */
export interface FilePicker {
  /** Opens the browser's file chooser. */
  open(): void;
  add(files: readonly File[]): void;
}

export function useFilePicker(): FilePicker {
  const { library } = useApp();
  return useMemo(() => {
    const add = (files: readonly File[]) => {
      if (files.length === 0) return;
      library.getState().add(files);
      goTo({ screen: "library", sourceId: null, passageId: null });
    };
    return {
      add,
      open() {
        const input = document.createElement("input");
        input.type = "file";
        input.multiple = true;
        input.addEventListener("change", () => add([...(input.files ?? [])]));
        input.click();
      },
    };
  }, [library]);
}
