"""Words that arithmetic is written with, in English and Chinese."""

from __future__ import annotations

OPERATORS = {
    "plus": "+", "minus": "-", "times": "*", "multiplied by": "*", "divided by": "/", "of": "of",
    "加上": "+", "加": "+", "减去": "-", "减": "-", "乘以": "*", "乘": "*", "除以": "/",
}  # fmt: skip

SCALES = {
    "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "十万": 10**5, "百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8, "十亿": 10**9, "百亿": 10**10, "万亿": 10**12,
}  # fmt: skip

# Names that stand where a unit could, but change what is computed.
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc log ln lg exp sqrt cbrt mod lim max min gcd lcm det sum abs floor ceil round choose "
    "factorial squared cubed power root pi infinity xor modulo rem remainder percent half third quarter twice double triple".split()
)
CONNECTING = frozenset(
    "or and not less than if where with gives give giving yields yield yielding leaves leave leaving makes make gets get".split()
)

# Two letters are a product of variables unless they are one of these.
SHORT_UNITS = frozenset(
    "kg mg cm mm km ml mL lb lbs oz ft in hr hrs min mph kph usd pm am GB MB KB TB kB Hz Pa eV kW mW kJ kN rs pt qt".split()
)

_DIMENSIONS = (
    "second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks month months year years decade decades "
    "century centuries 秒 秒钟 分钟 分 小时 时 天 日 周 星期 月 个月 年",
    "mm cm km meter meters metre metres centimeter centimeters kilometer kilometers millimeter millimeters mile miles foot feet ft inch inches in "
    "yard yards 米 厘米 毫米 千米 公里 里 分米 英里 英尺 英寸 平方米 平方厘米 平方分米 公顷 平方千米 亩",
    "kg mg gram grams kilogram kilograms pound pounds lb lbs ounce ounces oz ton tons tonne tonnes 克 千克 公斤 斤 吨 毫克",
    "ml liter liters litre litres milliliter milliliters gallon gallons quart quarts pint pints cup cups tablespoon tablespoons "
    "teaspoon teaspoons fl 升 毫升 立方米 立方分米 立方厘米",
    "$ cent cents dollar dollars penny pennies nickel nickels dime dimes quarters € £ ¥ 元 角 分 块 毛 美元 人民币",
    "dozen dozens piece pieces egg eggs pair pairs 打 双 对",
    "GB MB KB TB byte bytes bit bits",
)
DIMENSION = {word: number for number, words in reversed(list(enumerate(_DIMENSIONS))) for word in words.split()}

RATIOS = frozenset((60, 3600, 24, 7, 12, 16, 100, 1000, 10_000, 52, 365, 1440))
"""Between units of one dimension."""
