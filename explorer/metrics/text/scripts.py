"""Writing systems: which script a text is in, counted by blocks of 64 code points."""

from __future__ import annotations

import numpy as np

UNDECIDED = "und"

_BLOCKS: tuple[tuple[int, int, str], ...] = (
    (0x40, 0x7F, "Latn"), (0xC0, 0x24F, "Latn"), (0x1E00, 0x1EFF, "Latn"),
    (0x380, 0x3FF, "Grek"), (0x1F00, 0x1FFF, "Grek"), (0x400, 0x53F, "Cyrl"), (0x540, 0x57F, "Armn"), (0x580, 0x5FF, "Hebr"),
    (0x600, 0x6FF, "Arab"), (0x740, 0x77F, "Arab"), (0xFB40, 0xFDFF, "Arab"), (0xFE80, 0xFEFF, "Arab"),
    (0x900, 0x97F, "Deva"), (0x980, 0x9FF, "Beng"), (0xA00, 0xA7F, "Guru"), (0xA80, 0xAFF, "Gujr"), (0xB00, 0xB7F, "Orya"),
    (0xB80, 0xBFF, "Taml"), (0xC00, 0xC7F, "Telu"), (0xC80, 0xCFF, "Knda"), (0xD00, 0xD7F, "Mlym"), (0xD80, 0xDFF, "Sinh"),
    (0xE00, 0xE7F, "Thai"), (0xE80, 0xEFF, "Laoo"), (0xF00, 0xFFF, "Tibt"), (0x1000, 0x107F, "Mymr"), (0x10C0, 0x10FF, "Geor"),
    (0x1100, 0x11FF, "Kore"), (0x1200, 0x137F, "Ethi"), (0x1780, 0x17FF, "Khmr"), (0x1800, 0x18BF, "Mong"),
    (0x3040, 0x30FF, "Jpan"), (0x3400, 0x4DBF, "Hani"), (0x4E00, 0x9FFF, "Hani"), (0xAC00, 0xD7BF, "Kore"),
)  # fmt: skip
NAMES = tuple(dict.fromkeys(name for _, _, name in _BLOCKS))
_OF_BLOCK = np.full(1024, len(NAMES), dtype=np.intp)
for _first, _last, _name in _BLOCKS:
    _OF_BLOCK[_first >> 6 : (_last >> 6) + 1] = NAMES.index(_name)

_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())

SIMPLIFIED = frozenset(
    "这们说时对发会过还进种样经国学长问间与关开门见现东车马鸟鱼龙气电话语请谢谁让认识读书写听买卖钱银铁钟银红绿蓝级纸线给结组织"
    "细终练习应该办动劳务员业产严丽义乐习乡亲从众优传伤价伟压厅历厉双变听启员响团园围图圆圣场坏块坚坛坝处备复够头夹夺奋奖妇"
    "妈孙宁实宠审宪宫宽宾寻导将尔尘尝层属岁岂岛岭币帅师帐带帮广庆库应废张弥弹归当录彻径御忆怀态总恋恶悬惊惧惯愿战户扑执扩"
    "扫扬护报担拟拥择挂挤挥损换据掷携摄摆摇敌数断无旧显晓暂术机杀杂权条来杨极构枪标栋树档桥梦检楼欢欧毁毕汇汉汤沟泽洁浅测济"
    "浓涛润涨渐温湾湿满滚滨灭灯灵灾灿炉点炼热爱爷状犹独狮猎环玛琼疗疯痒皱盐监盖盘码砖础硕确祸离秃种积称稳穷窃竞笔笼简粮紧纠纪"
    "约纯纲纳纵纷纹纺绍绎绝统继绩绪续维绵综缓编缘缩网罗罚职联聪肃肠肤胁脑脸舰艺节芦苏荐荣药莱获营蒋虑虚虽蚁蛮补装览觉规视触计订"
    "讨训议记讲许论设访证评诉词译试诗诚详误诸课调谈谋谓谱贝负贡财责贤败货质购贵贷费贺资赋赏赖赛赞赵赶趋跃践踪车轨转轮软轻载较辅辆"
    "输辑边达迁运远连迟适选递逻遗邓郑邮邻酱释针钢钥锁错锋键镇镜闭闲闻阅队阳阴阵阶际陆陈险随隐难雾静韩页顶项顺须顾预领频题颜额风飞饭"
    "饮饰馆驱驶验骂骗鲁鲜鸡鸣麦齐齿龄"
)  # fmt: skip
TRADITIONAL = frozenset(
    "這們說時對發會過還進種樣經國學長問間與關開門見現東車馬鳥魚龍氣電話語請謝誰讓認識讀書寫聽買賣錢銀鐵鐘紅綠藍級紙線給結組織"
    "細終練習應該辦動勞務員業產嚴麗義樂鄉親從眾優傳傷價偉壓廳歷厲雙變啟響團園圍圖圓聖場壞塊堅壇壩處備複復夠頭夾奪奮獎婦"
    "媽孫寧實寵審憲宮寬賓尋導將爾塵嘗層屬歲豈島嶺幣帥師帳帶幫廣慶庫廢張彌彈歸當錄徹徑憶懷態總戀惡懸驚懼慣願戰戶撲執擴"
    "掃揚護報擔擬擁擇掛擠揮損換據擲攜攝擺搖敵數斷無舊顯曉暫術機殺雜權條來楊極構槍標棟樹檔橋夢檢樓歡歐毀畢匯漢湯溝澤潔淺測濟"
    "濃濤潤漲漸溫灣濕滿滾濱滅燈靈災燦爐點煉熱愛爺狀猶獨獅獵環瑪瓊療瘋癢皺鹽監蓋盤碼磚礎碩確禍離禿積稱穩窮竊競筆籠簡糧緊糾紀"
    "約純綱納縱紛紋紡紹繹絕統繼績緒續維綿綜緩編緣縮網羅罰職聯聰肅腸膚脅腦臉艦藝節蘆蘇薦榮藥萊獲營蔣慮虛雖蟻蠻補裝覽覺規視觸計訂"
    "討訓議記講許論設訪證評訴詞譯試詩誠詳誤諸課調談謀謂譜貝負貢財責賢敗貨質購貴貸費賀資賦賞賴賽贊趙趕趨躍踐蹤軌轉輪軟輕載較輔輛"
    "輸輯邊達遷運遠連遲適選遞邏遺鄧鄭郵鄰醬釋針鋼鑰鎖錯鋒鍵鎮鏡閉閒聞閱隊陽陰陣階際陸陳險隨隱難霧靜韓頁頂項順須顧預領頻題顏額風飛飯"
    "飲飾館驅駛驗罵騙魯鮮雞鳴麥齊齒齡個後裡為麼嗎"
)  # fmt: skip
_SIMPLE_ONLY = SIMPLIFIED - TRADITIONAL
_TRADITIONAL_ONLY = TRADITIONAL - SIMPLIFIED


def letters(text: str) -> dict[str, int]:
    """Script -> number of its letters. Kana and hangul count for themselves, Han as `Hani`."""
    if text.isascii():
        return {"Latn": len(text.encode().translate(None, _NO_LETTERS))}
    units = np.frombuffer(text.encode("utf-16-le", "replace"), dtype="<u2")
    counts = np.bincount(_OF_BLOCK[units >> 6], minlength=len(NAMES) + 1).tolist()
    return {name: count for name, count in zip(NAMES, counts, strict=False) if count}


def han_variant(text: str) -> str:
    """Hans or Hant where the characters that only one of the two has say so clearly, else Hani."""
    used = set(text)
    simple, traditional = len(used & _SIMPLE_ONLY), len(used & _TRADITIONAL_ONLY)
    if simple > 2 * traditional:
        return "Hans"
    if traditional > 2 * simple:
        return "Hant"
    return "Hani"
