// page.js: keys for the review: y yes, n no, l later, c correct, j and k next and previous card.
// Everything works without it.
// SPDX-License-Identifier: GPL-3.0-or-later
"use strict";
(function () {
  var cards = Array.prototype.slice.call(document.querySelectorAll("article.card"));
  var at = -1;
  function go(n) {
    if (!cards.length) return;
    at = Math.max(0, Math.min(cards.length - 1, n));
    cards[at].focus();
    cards[at].scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("focusin", function (e) {
    var card = e.target.closest && e.target.closest("article.card");
    if (card) at = cards.indexOf(card);
  });
  document.addEventListener("keydown", function (e) {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(e.target.tagName)) return;
    if (e.key === "j") return go(at + 1);
    if (e.key === "k") return go(at - 1);
    var undo = e.key === "u" && document.querySelector(".notice button.undo");
    var button = at >= 0 && cards[at].querySelector('[data-key="' + CSS.escape(e.key) + '"]');
    if (undo || button) {
      e.preventDefault();
      (undo || button).click();
    }
  });
  document.addEventListener("submit", function (e) {
    // One decision a form: a second click while the page loads would only say "decided already".
    var b = e.target.querySelector("button");
    if (b) setTimeout(function () { b.disabled = true; }, 0);
  });
  if (document.querySelector("article.card [data-key]") && !location.hash) go(0);
})();
