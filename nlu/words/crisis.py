"""Danger in a message: violence, self-harm, danger to life. Recall comes before precision.

A false alarm costs one kind sentence and a look by an officer; a missed one may cost a life (DOMAIN.md
section 3, "crisis fast path"). Only figures of speech that really occur are taken out: a card, a lamp or a
telephone that is "mati", "setengah mati", "bunuh waktu", "pukul 9", "dipukul rata".
"""

from __future__ import annotations

import re

from nlu.meaning import Crisis

_THINGS = (
    r"bpjs|kis|kartu|pbi|jkn|listrik|lampu|hp|token|pulsa|motor|mesin|data|nomor|rekening|ktp|stnk|pajak|padi|sawah|tanaman|ternak|ayam|kambing|sapi"
    r"|usaha|sinyal|air|pdam|pompa|internet|wifi|aplikasi|sistem|server|kipas|kepesertaan|jaminan|layanan|status|pam|sanyo|radio|tv|cabai|pohon"
)
_FIGURES = re.compile(
    rf"\b(?:{_THINGS})(?:nya)?(?: \w+){{0,4}} mati\b|\bmati (?:listrik|lampu|air|kutu|gaya|rasa|suri|total|pajak|lampunya|listriknya|terus bpjs|bpjs)\b"
    r"|\bsetengah mati\b|\bmati matian\b|\b(?:mem)?bunuh (?:waktu|diri secara ekonomi|nyamuk|tikus|hama)\b|\bpukul (?:\d+|rata|berapa|setengah|satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh|sebelas)"
    r"|\b(?:di)?pukul rata\b|\bdipukul harga\b|\bharga mati\b|\bmati kutu\b|\btembak (?:harga|sim|ktp)\b|\bkritis(?:i|an)\b|\bberpikir kritis\b|\blahan kritis\b"
    r"|\btitik koma\b|\bdarah tinggi\b|\bdonor darah\b|\bgantung(?:an)? (?:kunci|baju|jemuran|status)\b|\bracun (?:tikus|rumput|hama)\b(?! (?:diminum|minum))"
)

_SELF_HARM = re.compile(
    r"\bbunuh diri\b|\bmembunuh diri\b|\b(?:mau|ingin|pengen|lebih baik|mending|mendingan|biar|rasanya|pikiran|kepikiran|niat|pasrah|ingin cepat|ingin segera|tinggal) (?:\w+ )?(?:mati|mengakhiri|akhiri)\b"
    r"|\b(?:mati|meninggal) (?:saja|aja|ajah|sekalian)\b|\b(?:mengakhiri|akhiri|ngakhiri) (?:hidup|semua|nyawa)"
    r"|\b(?:tidak|sudah tidak) (?:\w+ )?(?:mau|ingin|kuat|sanggup|pengen|tahan|berguna|guna)(?: \w+)? hidup\b|\b(?:capek|cape|lelah|bosan|muak) (?:\w+ )?hidup\b|\bhidup (?:\w+ )?tidak (?:ada )?(?:guna|arti|berguna|berarti)"
    r"|\btidak (?:ada )?guna(?:nya)? (?:\w+ )?hidup|\bgantung diri\b|\b(?:minum|nenggak|menenggak|telan|meminum) (?:racun|baygon|obat nyamuk|obat serangga|pestisida|sabun|potas|racun tikus)"
    r"|\b(?:lompat|loncat|terjun|melompat) (?:\w+ )?(?:jembatan|sungai|gedung|rel|kereta)|\b(?:menyakiti|nyakitin|melukai|nyilet|menyayat|sayat|silet) (?:diri|tangan|nadi|urat)"
    r"|\b(?:mau|ingin|arep|pengen|kepingin|bakal) (?:nyusul|menyusul)\b|\bcuma (?:jadi )?beban\b(?=.*\b(?:maaf|surat|tidak ada|pergi|hilang)\b)|\b(?:mending|mendingan|lebih baik|lebih berguna)(?: \w+){0,4} tidak (?:ada|usah ada)\b"
    r"|\b(?:pengen|ingin|mau) udahan\b|\b(?:ninggal|ninggalin|meninggalkan|nulis|taruh) (?:surat|layang)\b(?=.*\bmaaf|.*\bngapura)|\b(?:tidak ada yang|gak ada yang) (?:\w+ ){0,2}(?:nyari|nyariin|peduli)\b(?=.*\b(?:hilang|mati|selamanya)\b)"
    r"|\bobat(?:nya)?(?: \w+){0,4} (?:telan|telen|ditelan|minum|diminum) semua\b|\b(?:loncat|luncat|lompat|terjun) (?:\w+ ){0,2}(?:sumur|jurang|laut|kali|lantai)\b|\bnekat\b(?=.*\b(?:ngunci|dikunci|kamar|sumur|rel|tali)\b)|\bgoresan\b(?=.*\b(?:tangan|lengan)\b)"
    r"|\bingin menyusul (?:almarhum|meninggal|ibu|suami|istri|anak)|\bmenabrakkan diri\b|\bhidup segan mati\b|\bself ?harm\b|\bsuicide\b"
)
_VIOLENCE = re.compile(
    r"\bkdrt\b|\bkekerasan\b|\b(?:di|me|mem|ter|ke)?(?:pukul|pukuli|pukulin|mukul|mukulin|mukuli)(?:i|in|nya)?\b|\bpemukulan\b|\bdigebuk\w*|\bdigebug\w*|\bgebuki?n?\b|\bdihajar\w*|\bmenghajar\b|\bdikeroyok\w*|\bpengeroyokan\b"
    r"|\b(?:di|meng|peng)?aniaya\w*|\bmenganiaya\b|\b(?:di|me|meny)?siksa\b|\bdisiksa\w*|\bmenyiksa\b|\bpenyiksaan\b|\bditendang\w*|\bmenendang (?:istri|anak|saya|perut)|\bditampar\w*|\bmenampar\b|\bnampar\b|\bditempeleng\w*|\bdijambak\w*"
    r"|\bsundut\w*|\b(?:di)?(?:ng)?gembok(?: \w+){0,3} luar\b|\b(?:di)?kunci(?:in)?(?: \w+){0,3} (?:dari )?luar\b|\b(?:suka|sering|kadang) (?:\w+ )?masuk kamar (?:saya|aku|anak|adik)\b|\b(?:jerit|menjerit|teriak)(?: \w+){0,3} (?:ampun|tolong|tulung)\b"
    r"|\b(?:sebar|nyebar|disebar|menyebarkan|nyebarin|sebarin) (?:\w+ ){0,2}(?:foto|video|aib)|\b(?:foto|video)\w*(?: \w+){0,4} (?:mau )?(?:disebar|dikirim ke keluarga)|\b(?:arit|golok|pisau|linggis|celurit|parang)(?: \w+){0,3} (?:ke|di) (?:leher|muka|perut|istri|ibu|saya)\b|\bnusuk\b|\bmenusuk\b"
    r"|\b(?:pegang pegang|megang megang|grepe|nyabak nyabak|meraba|ngeraba)\b|\bdipaksa (?:nemani|menemani|nemenin|nemoni) (?:tamu|teman|temannya)\b|\b(?:tidak|bli|ora|teu) (?:boleh|olih|menang) (?:pulang|balik|keluar)(?: \w+){0,3} (?:majikan|sampai|utang|setaun|setahun)\b"
    r"|\bdicekik\w*|\bmencekik (?:saya|leher|istri|anak)|\bdibacok\w*|\bmembacok\b|\bbacok\b|\bditusuk\w*|\bdisundut\w*|\bdisetrika\w*|\bdisiram air (?:panas|keras)|\bdibanting (?!harga|setir|tulang)\w+|\bdilempar (?:piring|gelas|batu|kursi)"
    r"|\b(?:di|mem|pem)?perkosa\w*|\bmemperkosa\b|\bdicabul\w*|\bmencabuli\b|\bcabul\b|\bpencabulan\b|\bpelecehan\b|\bdilecehkan\b|\bmelecehkan\b|\bdisodomi\b|\bsodomi\b|\bdigerayangi\b|\bdiraba\w*|\bgrepe\w*|\bdipaksa (?:berhubungan|melayani|bersetubuh|nikah|menikah|aborsi|jual diri)"
    r"|\bdisetubuhi\b|\bpersetubuhan\b|\bkekerasan seksual\b|\bdihamili (?:ayah|bapak|paman|guru|kakek|majikan)\w*|\bdisekap\w*|\bpenyekapan\b|\bdiculik\b|\bpenculikan\b|\bdijual (?:ke|jadi|oleh)\b|\bperdagangan (?:orang|manusia|anak)\b|\btppo\b|\btrafficking\b"
    r"|\b(?:di|mau|akan|ancam(?:an)?|ingin) ?(?:di)?bunuh\b|\bmembunuh\b|\bdibunuh\b|\bpembunuhan\b|\b(?:di|meng)?ancam(?: \w+){0,4} (?:bunuh|dibunuh|golok|pisau|parang|senjata|celurit|clurit|bakar|dibakar|disiram|sebar|disebar|video|foto|pukul|dipukul|mati)\b"
    r"|\b(?:saya|istri|anak|ibu|kami|keluarga)(?: \w+){0,3} diancam (?:suami|mantan|ayah|bapak|anak|majikan|pacar|preman|orang|tetangga)|\bsuami (?:\w+ ){0,3}(?:ngamuk|mengamuk|kasar|main tangan|ringan tangan)\b|\bmain tangan\b|\bringan tangan\b"
    r"|\b(?:bawa|pakai|mengacungkan|nodong|todong) (?:golok|celurit|clurit|pisau|parang|senjata)\b|\bbabak belur\b|\blebam\w*|\bmemar (?:\w+ )?(?:dipukul|suami)|\btawuran\b|\bcelurit\b|\bmajikan (?:\w+ ){0,3}(?:kasar|siksa|mukul)"
)
_LIFE_DANGER = re.compile(
    r"\bsekarat\b|\bkritis\b|\b(?:lagi|sedang|sudah|masih|dalam keadaan|kondisi|jatuh) koma\b|\bkoma di (?:rs|rumah|icu)|\btidak sadar(?:kan)?(?: diri)?\b|\bpingsan\b|\bkejang\w*|\bsakaratul\b|\bdi ?ujung maut\b|\bgawat darurat\b|\bigd\b|\bugd\b"
    r"|\b(?:sesak|sesek) (?:na[fp]as|berat|parah|sekali|banget)\b|\b(?:tidak|susah|sulit) (?:bisa )?(?:berna[fp]as|na[fp]as)\b|\bhenti na[fp]as\b|\b(?:pen|per)?darahan\b|\bmuntah darah\b|\bbatuk darah\b|\bberak darah\b|\bdarah (?:terus |tidak )?(?:keluar|mengalir|berhenti)"
    r"|\bbibir(?:nya)? (?:\w+ )?(?:biru|membiru)\b|\bna[fp]as(?:nya)? (?:\w+ )?(?:cepat|cepet|pendek|satu satu|tersengal|ngos)|\btidak bangun bangun\b|\b(?:susah|tidak bisa) dibangunin\b|\bberbusa\b|\b(?:ke|ter)minum (?:cairan|pemutih|bensin|minyak tanah|pembersih)|\bubun ubun(?:nya)? cekung\b|\bsaturasi\b"
    r"|\b(?:ke|ter)bawa arus\b|\bketarik arus\b|\bkecemplung\b|\bkejebak\b|\b(?:ke|ter)tindih\b|\bketimpa\b(?=.*\b(?:tolong|sekarang|barusan|masih)\b)|\b(?:kobong|kobongan|kahuruan)\b(?=.*\b(?:jero|durung metu|tulung)\b)|\bmelepuh\b|\bdi atas (?:atap|lemari|genteng)\b(?=.*\bair\b|.*\bbanjir\b)|\bair(?:nya)? (?:\w+ ){0,2}(?:sepinggang|sedada|seleher|masih naik)\b"
    r"|\bmulut(?:nya)? (?:mencong|perot|pelo)\b|\bsebelah badan(?:nya)? (?:\w+ ){0,2}(?:tidak bisa )?gerak\b|\b(?:mati|hilang) rasa separuh\b|\bngamuk(?:\w+)?(?: \w+){0,3} (?:bawa|nenteng) \w+|\b(?:tiga|empat|lima|3|4|5|dua|2) hari (?:\w+ ){0,3}(?:cuma|hanya|mung) (?:minum )?air\b|\btabung (?:oksigen|gas) (?:\w+ )?(?:habis|meledak)\b|\balat oksigen\b"
    r"|\bkeracunan\b|\boverdosis\b|\btenggelam\b|\bhanyut\b|\btertimbun\b|\bterjebak\b|\bserangan jantung\b|\bdigigit ular\b|\bpatuk ular\b|\bdipatok ular\b|\btersengat (?:listrik|arus)\b|\bkesetrum\b|\btersedak\b"
    r"|\b(?:rumah|dapur|kampung|blok)(?:nya)?(?: \w+){0,3} (?:kebakaran|terbakar|dilalap|sedang terbakar)\b|\bkebakaran (?:\w+ ){0,3}(?:sekarang|tolong|rumah|hebat|besar)\b|\bapi (?:\w+ )?(?:besar|membesar|berkobar|merambat)\b"
    r"|\bbanjir bandang\b|\btsunami\b|\bair (?:\w+ )?(?:sedada|seleher|sampai atap|naik terus)\b|\b(?:hampir|mau|nyaris|bisa|takut|keburu|bakal|terancam|nunggu|menunggu) (?:mati|meninggal|lewat|tiada|maut)\b|\bnyawa\w*(?: \w+){0,3} (?:terancam|bahaya|taruhan|melayang|tertolong|diselamatkan)\b|\bselamatkan nyawa\b|\bantara hidup (?:dan|sama) mati\b"
    r"|\b(?:ngamuk|mengamuk|amuk)\b(?: \w+){0,6} (?:golok|pisau|parang|celurit|clurit|senjata|bakar|membakar|menyerang|melempar)\b|\b(?:golok|pisau|parang|celurit|clurit)(?: \w+){0,5} (?:ngamuk|mengamuk)\b|\bmembahayakan (?:diri|orang|warga|nyawa|keluarga|tetangga)\w*"
    r"|\bketuban (?:\w+ )?pecah\b|\bmau melahirkan sekarang\b|\bbayi (?:\w+ ){0,3}(?:dibuang|biru|membiru|kuning|tidak (?:nangis|gerak|bergerak))\b|\b(?:buang|membuang) bayi\b|\bbutuh (?:darah|icu|oksigen|ambulans?)\b|\btolong (?:\w+ )?ambulans?\b|\bsudah tidak (?:bisa )?(?:gerak|bergerak|respon|merespon)\b|\bdarurat\b"
)


def crisis(plain: str) -> Crisis:
    """The gravest danger named in a plain text (normal.read): self-harm, then violence, then danger to life."""
    literal = _FIGURES.sub(" ", plain)
    if _SELF_HARM.search(literal):
        return "self_harm"
    if _VIOLENCE.search(literal):
        return "violence"
    if _LIFE_DANGER.search(literal):
        return "life_danger"
    return ""
