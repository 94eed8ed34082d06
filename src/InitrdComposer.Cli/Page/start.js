// Everything is there before the first frame is drawn; how long that took is left where measuring finds it, in milliseconds since the file was asked for.
document.documentElement.dataset.images = report.images.length;
startTheme();
startColours();
startSearch();
startKinds();
startOverview();
startMap();
startBars();
startTabs();
at('panels').getBoundingClientRect();
document.documentElement.dataset.ready = Math.round(performance.now());
