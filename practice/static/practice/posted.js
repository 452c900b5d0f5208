// This page answers a form. From here on the browser's history holds its address alone, without the
// form: Back and reload open the page anew instead of asking whether to send everything once more.

history.replaceState(history.state, "", location.href);
