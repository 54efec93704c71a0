import { PREFERENCES_KEY } from './Preferences.ts';

/**
 * Runs before anything is painted, so that neither theme nor language changes before one's eyes. Written by hand to be
 * tiny; a test holds it against `settle`. `data-waiting` hides a page whose words have still to come. The last line
 * keeps zod from making code from text, which the page's policy forbids: schemas try it as soon as they are loaded.
 */
export const PRE_PAINT = `(function(){var p={};try{p=JSON.parse(localStorage.getItem('${PREFERENCES_KEY}')||'{}')||{}}catch(e){}
var m=function(q){return matchMedia(q).matches},r=document.documentElement,s=function(n,v){r.setAttribute(n,v)};
var pick=function(v,c){return c.indexOf(v)<0?c[0]:v};
var t=pick(p.theme,['system','dark','light','contrast']);
if(t==='system')t=m('(prefers-contrast: more)')?'contrast':m('(prefers-color-scheme: light)')?'light':'dark';
var l=pick(p.locale,['system','en','ar']);
if(l==='system'){l='en';var a=navigator.languages||[];for(var i=0;i<a.length;i++){var x=a[i].slice(0,2);if(x==='en'||x==='ar'){l=x;break}}}
s('data-theme',t);s('data-density',pick(p.density,['comfortable','compact']));s('data-gains',pick(p.gains,['usual','swapped']));
s('lang',l);s('dir',l==='ar'?'rtl':'ltr');if(l!=='en')s('data-waiting','')})();
globalThis.__zod_globalConfig={jitless:true}`;
