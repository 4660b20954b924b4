import { useEffect } from "react";
import { useStore } from "zustand";
import type { ChatId } from "../../memory/model";
import type { Conversation as ConversationState } from "../../state/chat";
import { useApp } from "../AppContext";
import { FailureNote } from "../parts/FailureNote";
import parts from "../parts/parts.module.css";
import { ChatsButton } from "../shell/ChatsButton";
import { strings } from "../strings.en";
import { useMediaQuery } from "../useMediaQuery";
import { goTo } from "../useRoute";
import { COMPOSER_ID, Composer } from "./Composer";
import { Conversation } from "./Conversation";
import styles from "./chat.module.css";
import { EmptyChat } from "./EmptyChat";
import { ForgetChatButton } from "./ForgetChatButton";
import { useMarkdown } from "./useMarkdown";

/** A chat: its turns with their margin, and the composer. */
export function ChatScreen({ chatId }: { chatId: string | null }) {
  const { chat, status } = useApp();
  const database = useStore(status, (state) => state.database.is);
  const conversation = useStore(chat, (state) => state.conversation);
  const openId = useStore(chat, (state) => state.chatId);
  const title = useStore(chat, (state) =>
    titleOf(state.conversation, state.works.find((w) => w.chatId === openId)?.text),
  );

  useEffect(() => {
    if (database === "open") void chat.getState().open(chatId as ChatId | null);
  }, [chat, chatId, database]);
  // Fetched ahead, so that the first answer is drawn at once.
  useMarkdown();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) {
        chat.getState().stop();
      }
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [chat]);

  return (
    <>
      <div className={parts.bar}>
        <ChatsButton current={openId}>
          {openId !== null && conversation.is === "open" && <ForgetChatButton chatId={openId} title={title} />}
        </ChatsButton>
        <h1>{title}</h1>
        <div className={parts.space} />
        {openId !== null && conversation.is === "open" && <ForgetChat chatId={openId} title={title} />}
        <button type="button" className={parts.ghost} onClick={newChat}>
          {strings.chat.newChat}
          <span className={parts.kbd} aria-hidden="true">
            Ctrl Shift O
          </span>
        </button>
      </div>
      <Body conversation={conversation} chatId={openId} />
      <Composer key={openId ?? "new"} />
    </>
  );
}

function newChat(): void {
  goTo({ screen: "chat", chatId: null });
  document.getElementById(COMPOSER_ID)?.focus();
}

/** On a phone the bar has no room for it: there it stands in the list of chats. */
function ForgetChat(props: { chatId: ChatId; title: string }) {
  const roomy = useMediaQuery("(min-width: 700px)");
  return roomy && <ForgetChatButton {...props} />;
}

function Body({ conversation, chatId }: { conversation: ConversationState; chatId: ChatId | null }) {
  const { chat } = useApp();
  switch (conversation.is) {
    case "new":
      return <EmptyChat />;
    case "loading":
      return <div className={styles.scroll} aria-busy="true" />;
    case "open":
      return chatId === null ? null : <Conversation key={chatId} chatId={chatId} turns={conversation.turns} />;
    case "missing":
      return <p className={styles.alone}>{strings.chat.missing}</p>;
    case "failed":
      return (
        <div className={styles.alone}>
          <FailureNote what="" failure={conversation.failure} onRetry={() => void chat.getState().open(chatId)} />
        </div>
      );
  }
}

/** The chat's own title, else the first words under way. */
function titleOf(conversation: ConversationState, words: string | undefined): string {
  if (conversation.is !== "open") return strings.chat.newChat;
  return conversation.title || (conversation.turns[0]?.passage.text ?? words ?? strings.chat.newChat).slice(0, 120);
}
