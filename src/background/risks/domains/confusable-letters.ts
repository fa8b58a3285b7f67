/**
 * Letters that domains can have and that are drawn like Latin ones or figures, from Unicode's table of confusables (TR 39):
 * what is seen, then all that is drawn like it. Held against that table in the tests.
 */

const DRAWN_ALIKE = `
2 ƻᒿꛯ
3 𑣊𖼻
4 Ꮞ
6 бᏮ𑣕
7 𑣆
8 ȣ৪੪ଃ𐌚
9 ৭੧୨൭𑣌𑣖
a ǎȧɑαаᎪᗅꓮ𐊠𖽀
aa ꜳ
ae æӕ
ao ꜵ
au ꜷ
av ꜹꜻ
ay ꜽ
b ƀƃɓѣҍᏏᏴᖯᗷꓐ𐊂𐊡𐌁
c çȼсҫᏟᴄⲥꓚ𐊢𐌂𐐽𐔜𑣩𑣲
d đƌɖɗԁᎠᏧᑯᗞᗪꓒꓓ
dz ʣ
e ěɇеҽҿᎬⴹꓰꬲ𐊆
f ƒքᖴᵮẝꓝꞙꬵ𐊇𐊥𐔥𑣂
g ƍǥǧǵɠɡցᏀᏳᶃꓖ
h ħɦћһհᎻᏂᏲᕼꓧꚕ𐋏
i ıǐɨɩɪιіӏᎥᵻᵼꙇ𑣃
j ɉϳјᎫᒍꓙ
k ƙᏦᛕꓗ𐔘
l łƚǀɫɭ۱Ꮮᒪᛁⵏꓡꓲ𐊊𐌉𐌠𐔦𖼖𖼨
ll ǁ
ls ʪ
lz ʫ
m Ꮇᗰᛖꓟ𐊰𐌑
n ƞɳηոռᵰꓠ𐔓
o øǒɵθοσоѳөօ۵०০੦૦ଠ୦௦ం౦ಂ೦ംഠ൦ං๐໐တဝ၀ჿዐᎾᏫᴏᴑⲟⴱⵁⵔ〇ꓳꝋꬽꬾ𐊒𐊫𐐬𐓪𐔖𑓐𑣈𑣗𑣠
oe œ
oo ꚙꝏ
p ƥρрᏢᑭᵽⲣꓑ𐊕
q ʠԛգզⵕ
r ɍɼɽгғᎡᏒᖇᴦᵲⲅꓣꭇꭈ𖼵
rn ɱᵯ𑜀𑣣
s ƽʂѕᏕᏚᵴꓢꜱ𐊖𐑈𑣁𖼺
t ŧƭᎢᵵꓔ𐊗𐊱𐌕𖼊
tf ꝷ
ts ʦ
u ǔʋυսሀᏌᑌᴜᵾꓴꞟꭎꭒ𐓶𑣘𖽂
ue ᵫ
uo ꭣ
v νѵ۷Ꮩᐯᴠⴸꓦꛟ𐔝𑜆𑣀𖼈
w ɯѡѽԝաᎳᏔᴡꓪꝡ𑓅𑜊𑜎𑜏𑣦𑣯
x хᕁᕽᚷⵝꓫ𐊐𐊴𐌗𐌢𐔧𑣬
y ƴɏɣʏγуүұყᎩᎽᶌỿꓬꭚ𐊲𑣜𖽃
z ƶȥʐᏃᴢᵶꓜ𐋵𑣄𑣥
`

export function confusableLetters(): Map<string, string> {
  const rows = DRAWN_ALIKE.trim().split("\n")
  return new Map(
    rows.flatMap((row) => {
      const [seen = "", drawn = ""] = row.split(" ")
      return Array.from(drawn, (letter): [string, string] => [letter, seen])
    }),
  )
}
