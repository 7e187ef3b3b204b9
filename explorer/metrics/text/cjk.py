"""Traditional characters of task words as simplified ones, so that one set of patterns reads both scripts."""

from __future__ import annotations

_PAIRS = (
    "請请幫帮譯译詞词詩诗寫写給给問问題题對对話话語语說说讀读類类關关鍵键鍵键摘摘總总結结縮缩標标題题實实體体錯错誤误"
    "糾纠訂订潤润轉转換换複复述述簡简優优編编輯辑擴扩評评論论價价書书電电郵邮報报計计劃划劇剧歌歌劇剧謎谜語语聯联"
    "廣广產产業业創创議议建建導导演演擬拟擬拟當当個个為为義义釋释認认識识別别屬属於于選选擇择項项單单確确斷断證证"
    "數数學学幾几積积圓圆長长應应該该麼么樣样裡里這这誰谁哪哪時时間间歷历來来區区別别點点徵征變变碼码程程術术測测"
    "試试資资訊讯讓让將将從从並并與与過过還还進进發发開开關关題题頭头腦脑風风靈灵灣湾國国條条種种張张腳脚師师專专"
    "據据況况現现場场規规範范觀观聽听講讲課课護护農农醫医藥药頁页顯显類类勵励勸劝設设訴诉詢询談谈調调賞赏贊赞輕轻"
    "辯辩達达遊游運运適适鄰邻針针錄录鏈链閱阅陳陈隨随雙双難难項项順顺預预領领頻频願愿顧顾餐餐館馆騙骗驗验齊齐"
)
_TABLE = {ord(old): new for old, new in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if old != new}
_TELLING = frozenset(map(chr, _TABLE))


def simplified(text: str) -> str:
    """The text with the traditional characters of task words replaced; of the same length."""
    if _TELLING.isdisjoint(text):
        return text
    return text.translate(_TABLE)
