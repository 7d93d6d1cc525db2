// A privacy notice that a shop could have (agent/privacy/NOTICES.md), and a line of touchpoint.toml that
// sets it.
export const NOTICE = {
  version: "2026-01",
  text: {
    it: "Usiamo i Suoi dati per la carta fedeltà e per i Suoi ordini in {store}.\nLi conserviamo finché la carta è attiva. Può chiedere in ogni momento che cosa sappiamo e farlo cancellare.",
    en: "We use your data for your loyalty card and for your orders at {store}.\nWe keep them as long as the card is active. You may ask at any time what we know, and have it erased.",
  },
  purposes: [
    {
      purpose: "marketing",
      title: { it: "Novità e offerte", en: "News and offers" },
      text: { it: "Per posta, e‑mail o telefono, al massimo due volte al mese.", en: "By post, e-mail or phone, twice a month at most." },
    },
    {
      purpose: "profiling",
      title: { it: "Proposte su misura", en: "Suggestions for you" },
      text: { it: "In base a ciò che compra e a ciò che guarda nel nostro sito.", en: "From what you buy and what you look at on our site." },
    },
  ],
};

export const noticeLine = (notice = NOTICE) => `notice = '''${JSON.stringify(notice)}'''`;
