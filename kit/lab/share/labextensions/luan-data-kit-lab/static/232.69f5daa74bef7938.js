"use strict";(self.rspackChunkluan_data_kit_lab=self.rspackChunkluan_data_kit_lab||[]).push([[232],{18(e,t,o){var r=o(19),i=o.n(r),n=o(20),a=(o.n(n))()(i());a.push([e.id,`.kit-panel { display: flex; flex-direction: column; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font-size: var(--jp-ui-font-size1); }
.kit-panel button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
.kit-panel button:focus-visible, .kit-panel input:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
.kit-panel code { font-size: var(--jp-code-font-size); color: var(--jp-ui-font-color2); overflow-wrap: anywhere; }
.kit-quiet { color: var(--jp-ui-font-color2); }

.kit-tabs { display: flex; border-bottom: 1px solid var(--jp-border-color2); }
.kit-tabs > button { flex: 1; padding: 8px 0; border-bottom: 2px solid transparent; }
.kit-tabs > button[aria-selected='true'] { border-bottom-color: var(--jp-brand-color1); font-weight: 600; }

.kit-tabpanel { flex: 1; min-height: 0; display: flex; flex-direction: column; }
.kit-search { padding: 8px 10px; display: flex; flex-direction: column; gap: 4px; border-bottom: 1px solid var(--jp-border-color2); }
.kit-search input[type='search'], .kit-search select { width: 100%; font-size: var(--jp-ui-font-size1); box-sizing: border-box; height: 28px; padding: 0 6px; }
.kit-panel a { color: var(--jp-content-link-color); text-decoration: underline; }
.kit-count { font-size: var(--jp-ui-font-size0); }
.kit-list { flex: 1; overflow-y: auto; padding-bottom: 16px; }
.kit-unit { margin: 0; padding: 10px 10px 4px; font-size: var(--jp-ui-font-size0); font-weight: 600; color: var(--jp-ui-font-color2); position: sticky; top: 0; background: var(--jp-layout-color1); z-index: 1; }
.kit-trouble { padding: 12px 10px; display: flex; flex-direction: column; gap: 8px; align-items: flex-start; white-space: pre-line; border-left: 3px solid var(--jp-error-color1); line-height: 1.5; }
.kit-empty { padding: 12px 10px; color: var(--jp-ui-font-color2); display: flex; flex-direction: column; gap: 8px; align-items: flex-start; }

.kit-catalog { padding: 3px 10px 5px; }
.kit-catalog:hover { background: var(--jp-layout-color2); }
.kit-row { display: flex; justify-content: space-between; align-items: center; gap: 6px; }
.kit-panel .kit-name { flex: 1; text-align: left; padding: 2px 0; display: flex; align-items: center; gap: 4px; }
.kit-caret { width: 0; border: 4px solid transparent; border-left-color: var(--jp-ui-font-color2); border-right: 0; transition: transform 0.1s; flex: none; }
.kit-caret.kit-mod-open { transform: rotate(90deg); }
.kit-under { display: flex; flex-wrap: wrap; gap: 4px; align-items: center; padding-left: 8px; }
.kit-panel .kit-insert { flex: none; padding: 1px 8px; border: 1px solid var(--jp-border-color1); border-radius: 3px; font-size: var(--jp-ui-font-size0); opacity: 0.55; }
.kit-catalog:hover .kit-insert, .kit-panel .kit-insert:focus-visible, .kit-panel .kit-insert.kit-mod-shown { opacity: 1; }
.kit-panel .kit-insert:disabled { opacity: 0.3; cursor: default; }
.kit-panel .kit-insert:not(:disabled):hover { background: var(--jp-brand-color1); border-color: var(--jp-brand-color1); color: var(--jp-ui-inverse-font-color1); }

.kit-fields { list-style: none; margin: 4px 0 0; padding: 0 0 0 8px; border-left: 2px solid var(--jp-border-color2); }
.kit-fields > li { display: flex; flex-wrap: wrap; gap: 0 4px; align-items: baseline; line-height: 1.6; }
.kit-fields > li.kit-mod-hit { background: var(--jp-rendermime-table-row-hover-background); }
.kit-panel .kit-field { display: flex; flex-wrap: wrap; gap: 0 6px; align-items: baseline; text-align: left; padding: 0; line-height: inherit; }
.kit-panel .kit-field:hover span { text-decoration: underline; }

.kit-badge { display: inline-block; font-size: 11px; line-height: 15px; padding: 0 5px; border-radius: 3px; border: 1px solid currentColor; color: var(--jp-ui-font-color2); white-space: nowrap; }
.kit-badge.kit-mod-good { color: var(--jp-success-color0, #1b7a3d); }
.kit-badge.kit-mod-warn { color: var(--jp-warn-color0, #a35200); }
.kit-badge.kit-mod-bad { color: var(--jp-error-color0, #b3261e); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-good { color: var(--jp-success-color1); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-warn { color: var(--jp-warn-color1); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-bad { color: #ff8a80; }
.kit-problem { line-height: 1.5; overflow-wrap: anywhere; }
.kit-panel .kit-last { padding: 0; text-align: left; }

.kit-finding { padding: 8px 10px; border-bottom: 1px solid var(--jp-border-color2); line-height: 1.5; overflow-wrap: anywhere; }
.kit-next { margin-top: 2px; }
.kit-panel .kit-jump { margin-top: 4px; padding: 1px 0; color: var(--jp-content-link-color); }
.kit-panel .kit-jump:hover { text-decoration: underline; }
.jp-Cell.kit-mod-found { animation: kit-found 2.5s ease-out; }
@keyframes kit-found { from { background: var(--jp-warn-color2, #ffcc80); } to { background: transparent; } }

/* The launcher begins with what people came for. */
.jp-Launcher-content { display: flex; flex-direction: column; }
.jp-Launcher-section:has([data-category='公共数据']) { order: -1; }

/* Completion shows Chinese titles where others show types: keep them on one line. */
.jp-Completer .jp-Completer-typeExtended { white-space: nowrap; }
.jp-Completer.jp-HoverBox { min-width: 360px; }
`,""]),o.d(t,{},{A:a})},20(e){e.exports=function(e){var t=[];return t.toString=function(){return this.map(function(t){var o="",r=void 0!==t[5];return t[4]&&(o+="@supports (".concat(t[4],") {")),t[2]&&(o+="@media ".concat(t[2]," {")),r&&(o+="@layer".concat(t[5].length>0?" ".concat(t[5]):""," {")),o+=e(t),r&&(o+="}"),t[2]&&(o+="}"),t[4]&&(o+="}"),o}).join("")},t.i=function(e,o,r,i,n){"string"==typeof e&&(e=[[null,e,void 0]]);var a={};if(r)for(var l=0;l<this.length;l++){var p=this[l][0];null!=p&&(a[p]=!0)}for(var s=0;s<e.length;s++){var c=[].concat(e[s]);r&&a[c[0]]||(void 0!==n&&(void 0===c[5]||(c[1]="@layer".concat(c[5].length>0?" ".concat(c[5]):""," {").concat(c[1],"}")),c[5]=n),o&&(c[2]&&(c[1]="@media ".concat(c[2]," {").concat(c[1],"}")),c[2]=o),i&&(c[4]?(c[1]="@supports (".concat(c[4],") {").concat(c[1],"}"),c[4]=i):c[4]="".concat(i)),t.push(c))}},t}},19(e){e.exports=function(e){return e[1]}},12(e){var t=[];function o(e){for(var o=-1,r=0;r<t.length;r++)if(t[r].identifier===e){o=r;break}return o}function r(e,r){for(var i={},n=[],a=0;a<e.length;a++){var l=e[a],p=r.base?l[0]+r.base:l[0],s=i[p]||0,c="".concat(p," ").concat(s);i[p]=s+1;var d=o(c),u={css:l[1],media:l[2],sourceMap:l[3],supports:l[4],layer:l[5]};if(-1!==d)t[d].references++,t[d].updater(u);else{var f=function(e,t){var o=t.domAPI(t);return o.update(e),function(t){t?(t.css!==e.css||t.media!==e.media||t.sourceMap!==e.sourceMap||t.supports!==e.supports||t.layer!==e.layer)&&o.update(e=t):o.remove()}}(u,r);r.byIndex=a,t.splice(a,0,{identifier:c,updater:f,references:1})}n.push(c)}return n}e.exports=function(e,i){var n=r(e=e||[],i=i||{});return function(e){e=e||[];for(var a=0;a<n.length;a++){var l=o(n[a]);t[l].references--}for(var p=r(e,i),s=0;s<n.length;s++){var c=o(n[s]);0===t[c].references&&(t[c].updater(),t.splice(c,1))}n=p}}},14(e){var t={};e.exports=function(e,o){var r=function(e){if(void 0===t[e]){var o=document.querySelector(e);if(window.HTMLIFrameElement&&o instanceof window.HTMLIFrameElement)try{o=o.contentDocument.head}catch(e){o=null}t[e]=o}return t[e]}(e);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(o)}},16(e){e.exports=function(e){var t=document.createElement("style");return e.setAttributes(t,e.attributes),e.insert(t,e.options),t}},15(e,t,o){e.exports=function(e){var t=o.nc;t&&e.setAttribute("nonce",t)}},13(e){e.exports=function(e){if("u"<typeof document)return{update:function(){},remove:function(){}};var t=e.insertStyleElement(e);return{update:function(o){var r,i,n;r="",o.supports&&(r+="@supports (".concat(o.supports,") {")),o.media&&(r+="@media ".concat(o.media," {")),(i=void 0!==o.layer)&&(r+="@layer".concat(o.layer.length>0?" ".concat(o.layer):""," {")),r+=o.css,i&&(r+="}"),o.media&&(r+="}"),o.supports&&(r+="}"),(n=o.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(n))))," */")),e.styleTagTransform(r,t,e.options)},remove:function(){var e;null===(e=t).parentNode||e.parentNode.removeChild(e)}}}},17(e){e.exports=function(e,t){if(t.styleSheet)t.styleSheet.cssText=e;else{for(;t.firstChild;)t.removeChild(t.firstChild);t.appendChild(document.createTextNode(e))}}},11(e,t,o){var r=o(12),i=o.n(r),n=o(13),a=o.n(n),l=o(14),p=o.n(l),s=o(15),c=o.n(s),d=o(16),u=o.n(d),f=o(17),x=o.n(f),h=o(18),k={};k.styleTagTransform=x(),k.setAttributes=c(),k.insert=p().bind(null,"head"),k.domAPI=a(),k.insertStyleElement=u(),i()(h.A,k),h.A&&h.A.locals&&h.A.locals}}]);