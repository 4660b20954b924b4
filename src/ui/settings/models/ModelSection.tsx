import { AddFromDisk } from "./AddFromDisk";
import { AllModels } from "./AllModels";
import { ModelChoice } from "./ModelChoice";
import styles from "./models.module.css";
import { OnThisDevice } from "./OnThisDevice";
import { Recommendation } from "./Recommendation";

/** Language models: which one answers, which one would suit this device, and what is here. */
export function ModelSection() {
  return (
    <section className={styles.models}>
      <ModelChoice />
      <Recommendation />
      <OnThisDevice />
      <AddFromDisk />
      <AllModels />
    </section>
  );
}
