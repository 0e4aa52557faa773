"use strict";(self.rspackChunkluan_data_kit_lab=self.rspackChunkluan_data_kit_lab||[]).push([[232],{475(t,e,o){var r=o(601),n=o.n(r),i=o(314),a=(o.n(i))()(n());a.push([t.id,`.kit-panel { display: flex; flex-direction: column; background: var(--jp-layout-color1); color: var(--jp-ui-font-color1); font-size: var(--jp-ui-font-size1); }
.kit-panel button { font: inherit; color: inherit; background: none; border: 0; cursor: pointer; }
.kit-panel button:focus-visible, .kit-panel input:focus-visible { outline: 2px solid var(--jp-brand-color1); outline-offset: -2px; }
.kit-panel code { font-size: var(--jp-code-font-size); color: var(--jp-ui-font-color2); overflow-wrap: anywhere; }
.kit-quiet { color: var(--jp-ui-font-color2); }

.kit-tabs { display: flex; border-bottom: 1px solid var(--jp-border-color2); }
.kit-tabs > button { flex: 1; padding: 8px 0; border-bottom: 2px solid transparent; }
.kit-tabs > button[aria-selected='true'] { border-bottom-color: var(--jp-brand-color1); font-weight: 600; }

.kit-search { padding: 8px 10px; display: flex; flex-direction: column; gap: 4px; border-bottom: 1px solid var(--jp-border-color2); }
.kit-search input[type='search'], .kit-search select { width: 100%; font-size: var(--jp-ui-font-size1); box-sizing: border-box; height: 28px; padding: 0 6px; }
.kit-search a { color: var(--jp-content-link-color); text-decoration: underline; }
.kit-count { font-size: var(--jp-ui-font-size0); }
.kit-list { flex: 1; overflow-y: auto; padding-bottom: 16px; }
.kit-unit { margin: 0; padding: 10px 10px 4px; font-size: var(--jp-ui-font-size0); font-weight: 600; color: var(--jp-ui-font-color2); position: sticky; top: 0; background: var(--jp-layout-color1); z-index: 1; }
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
.kit-panel .kit-insert:hover { background: var(--jp-brand-color1); border-color: var(--jp-brand-color1); color: var(--jp-ui-inverse-font-color1); }

.kit-fields { list-style: none; margin: 4px 0 0; padding: 0 0 0 8px; border-left: 2px solid var(--jp-border-color2); }
.kit-fields > li { display: flex; gap: 4px; align-items: center; flex-wrap: wrap; }
.kit-fields > li.kit-mod-hit { background: var(--jp-rendermime-table-row-hover-background); }
.kit-panel .kit-field { text-align: left; padding: 1px 0; display: flex; gap: 6px; flex-wrap: wrap; align-items: baseline; }
.kit-panel .kit-field:hover span { text-decoration: underline; }

.kit-badge { display: inline-block; font-size: 11px; line-height: 15px; padding: 0 5px; border-radius: 3px; border: 1px solid currentColor; color: var(--jp-ui-font-color2); white-space: nowrap; }
.kit-badge.kit-mod-good { color: var(--jp-success-color0, #1b7a3d); }
.kit-badge.kit-mod-warn { color: var(--jp-warn-color0, #a35200); }
.kit-badge.kit-mod-bad { color: var(--jp-error-color0, #b3261e); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-good { color: var(--jp-success-color1); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-warn { color: var(--jp-warn-color1); }
[data-jp-theme-light='false'] .kit-badge.kit-mod-bad { color: #ff8a80; }
.kit-panel .kit-last { padding: 0; text-align: left; }

.kit-finding { padding: 8px 10px; border-bottom: 1px solid var(--jp-border-color2); line-height: 1.5; overflow-wrap: anywhere; }
.kit-next { margin-top: 2px; }
.kit-panel .kit-jump { margin-top: 4px; padding: 1px 0; color: var(--jp-content-link-color); }
.kit-panel .kit-jump:hover { text-decoration: underline; }
.jp-Cell.kit-mod-found { animation: kit-found 2.5s ease-out; }
@keyframes kit-found { from { background: var(--jp-warn-color2, #ffcc80); } to { background: transparent; } }
`,""]),o.d(e,{},{A:a})},314(t){t.exports=function(t){var e=[];return e.toString=function(){return this.map(function(e){var o="",r=void 0!==e[5];return e[4]&&(o+="@supports (".concat(e[4],") {")),e[2]&&(o+="@media ".concat(e[2]," {")),r&&(o+="@layer".concat(e[5].length>0?" ".concat(e[5]):""," {")),o+=t(e),r&&(o+="}"),e[2]&&(o+="}"),e[4]&&(o+="}"),o}).join("")},e.i=function(t,o,r,n,i){"string"==typeof t&&(t=[[null,t,void 0]]);var a={};if(r)for(var l=0;l<this.length;l++){var p=this[l][0];null!=p&&(a[p]=!0)}for(var c=0;c<t.length;c++){var s=[].concat(t[c]);r&&a[s[0]]||(void 0!==i&&(void 0===s[5]||(s[1]="@layer".concat(s[5].length>0?" ".concat(s[5]):""," {").concat(s[1],"}")),s[5]=i),o&&(s[2]&&(s[1]="@media ".concat(s[2]," {").concat(s[1],"}")),s[2]=o),n&&(s[4]?(s[1]="@supports (".concat(s[4],") {").concat(s[1],"}"),s[4]=n):s[4]="".concat(n)),e.push(s))}},e}},601(t){t.exports=function(t){return t[1]}},72(t){var e=[];function o(t){for(var o=-1,r=0;r<e.length;r++)if(e[r].identifier===t){o=r;break}return o}function r(t,r){for(var n={},i=[],a=0;a<t.length;a++){var l=t[a],p=r.base?l[0]+r.base:l[0],c=n[p]||0,s="".concat(p," ").concat(c);n[p]=c+1;var d=o(s),u={css:l[1],media:l[2],sourceMap:l[3],supports:l[4],layer:l[5]};if(-1!==d)e[d].references++,e[d].updater(u);else{var f=function(t,e){var o=e.domAPI(e);return o.update(t),function(e){e?(e.css!==t.css||e.media!==t.media||e.sourceMap!==t.sourceMap||e.supports!==t.supports||e.layer!==t.layer)&&o.update(t=e):o.remove()}}(u,r);r.byIndex=a,e.splice(a,0,{identifier:s,updater:f,references:1})}i.push(s)}return i}t.exports=function(t,n){var i=r(t=t||[],n=n||{});return function(t){t=t||[];for(var a=0;a<i.length;a++){var l=o(i[a]);e[l].references--}for(var p=r(t,n),c=0;c<i.length;c++){var s=o(i[c]);0===e[s].references&&(e[s].updater(),e.splice(s,1))}i=p}}},659(t){var e={};t.exports=function(t,o){var r=function(t){if(void 0===e[t]){var o=document.querySelector(t);if(window.HTMLIFrameElement&&o instanceof window.HTMLIFrameElement)try{o=o.contentDocument.head}catch(t){o=null}e[t]=o}return e[t]}(t);if(!r)throw Error("Couldn't find a style target. This probably means that the value for the 'insert' parameter is invalid.");r.appendChild(o)}},540(t){t.exports=function(t){var e=document.createElement("style");return t.setAttributes(e,t.attributes),t.insert(e,t.options),e}},56(t,e,o){t.exports=function(t){var e=o.nc;e&&t.setAttribute("nonce",e)}},825(t){t.exports=function(t){if("u"<typeof document)return{update:function(){},remove:function(){}};var e=t.insertStyleElement(t);return{update:function(o){var r,n,i;r="",o.supports&&(r+="@supports (".concat(o.supports,") {")),o.media&&(r+="@media ".concat(o.media," {")),(n=void 0!==o.layer)&&(r+="@layer".concat(o.layer.length>0?" ".concat(o.layer):""," {")),r+=o.css,n&&(r+="}"),o.media&&(r+="}"),o.supports&&(r+="}"),(i=o.sourceMap)&&"u">typeof btoa&&(r+="\n/*# sourceMappingURL=data:application/json;base64,".concat(btoa(unescape(encodeURIComponent(JSON.stringify(i))))," */")),t.styleTagTransform(r,e,t.options)},remove:function(){var t;null===(t=e).parentNode||t.parentNode.removeChild(t)}}}},113(t){t.exports=function(t,e){if(e.styleSheet)e.styleSheet.cssText=t;else{for(;e.firstChild;)e.removeChild(e.firstChild);e.appendChild(document.createTextNode(t))}}},579(t,e,o){var r=o(72),n=o.n(r),i=o(825),a=o.n(i),l=o(659),p=o.n(l),c=o(56),s=o.n(c),d=o(540),u=o.n(d),f=o(113),k=o.n(f),v=o(475),x={};x.styleTagTransform=k(),x.setAttributes=s(),x.insert=p().bind(null,"head"),x.domAPI=a(),x.insertStyleElement=u(),n()(v.A,x),v.A&&v.A.locals&&v.A.locals}}]);