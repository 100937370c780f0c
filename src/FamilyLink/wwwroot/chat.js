// The chat page. Account and words live in this page's memory only: no cookie, no storage, nothing for whoever opens the browser next.
(() => {
  const account = crypto.randomUUID();
  const [thread, buttons, text, leave] = ["thread", "buttons", "text", "leave"].map((id) => document.getElementById(id));
  let busy = false;
  let after = 0;

  const ask = async (path, what) => {
    const answer = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Chat": "1" }, credentials: "omit", cache: "no-store",
      body: JSON.stringify({ account, after, ...what }),
    });
    if (!answer.ok) throw new Error(answer.status);
    const { messages, last } = await answer.json();
    if (last < after) return [];
    after = last;
    return messages;
  };
  const bubble = (words, kind) => {
    const line = document.createElement("div");
    line.className = "bubble " + kind;
    line.textContent = words;
    thread.append(line);
    line.scrollIntoView({ block: "end" });
  };
  const show = (messages) => {
    for (const message of messages) {
      bubble(message.text, "");
      buttons.replaceChildren(...message.buttons.map(({ title, value }) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quiet";
        button.textContent = title;
        button.addEventListener("click", () => say(value, title));
        return button;
      }));
    }
  };
  // Words that did not arrive keep their id: sent again, they are still one message.
  let failed = null;
  const say = async (words, shown) => {
    if (busy || !words) return;
    busy = true;
    const id = failed?.words === words ? failed.id : crypto.randomUUID();
    try {
      const messages = await ask("/chat/say", { id, text: words });
      failed = null;
      if (shown) bubble(shown, "in");
      if (shown === words) text.value = "";
      show(messages);
    } catch {
      failed = { words, id };
      bubble(document.body.dataset.failed, "");
    } finally {
      busy = false;
    }
  };
  const go = () => {
    document.body.replaceChildren();
    location.replace(leave.href);
  };

  document.getElementById("send").addEventListener("click", () => say(text.value.trim(), text.value.trim()));
  text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) say(text.value.trim(), text.value.trim()); });
  leave.addEventListener("click", (event) => { event.preventDefault(); go(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") go(); });
  addEventListener("pagehide", () => document.body.replaceChildren());
  setInterval(async () => { if (!busy) try { show(await ask("/chat/heard", {})); } catch { /* asked again in a moment */ } }, 5000);
  say(document.body.dataset.start, "");
})();
