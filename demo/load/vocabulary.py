"""Words of the trade, from common to rare. Pure.

Searches of a load find many rows, few, or none, as real ones do.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate


def split_words(listed: str) -> tuple[str, ...]:
    """Written with blanks between them."""
    return tuple(listed.split())


SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁"
    "潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱"
)
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰萍红鹏辉玲建国文"
    "斌宇浩凯嘉欣怡然子轩梓涵雨桐思远志诚晓东海燕春梅冬雪立新永康佳琪俊峰"
)
CITIES = split_words(
    "上海 北京 深圳 广州 杭州 苏州 南京 武汉 成都 重庆 天津 青岛 宁波 无锡 西安 长沙 郑州 合肥 佛山 东莞 厦门 "
    "福州 济南 大连 沈阳 常州 嘉兴 温州 昆明 南通 烟台 徐州 长春 太原 南昌 贵阳 南宁 兰州 海口 银川 西宁 珠海 "
    "中山 惠州 泉州"
)
TRADES = split_words(
    "精密制造 医疗器械 自动化 新能源 半导体 食品机械 物流 软件 纺织 化工 汽车零部件 包装 电子科技 环保设备 制药 轨道交通 印刷 建材 船舶重工"
)
MARKS = "恒华启云北宏瑞泰达信安博创智联盛源通和嘉利康正天宇鼎远航科力诺凌锐晟"
LEGAL = ("有限公司", "股份有限公司", "集团有限公司", "有限责任公司", "科技有限公司")
QUEUES = tuple(
    f"{region}{team}"
    for region in ("华东", "华南", "华北", "西南", "东北")
    for team in ("技术一队", "技术二队", "客服队", "备件队")
)
PRODUCTS = (
    ("SV-750", "伺服驱动器", "驱动"),
    ("HX-200", "换热机组", "暖通"),
    ("GW-12", "远程网关", "通讯"),
    ("PR-30", "打印终端", "终端"),
    ("CP-88", "空压机", "动力"),
    ("RB-6", "六轴机械手", "机器人"),
    ("LC-40", "激光切割头", "激光"),
    ("WT-15", "冷水机", "暖通"),
    ("UP-60", "不间断电源", "电源"),
    ("HM-7", "人机界面", "终端"),
    ("PL-32", "可编程控制器", "控制"),
    ("VF-22", "变频器", "驱动"),
)

# From the commonest to the rarest: the n-th is named about 1/n as often as the first.
PARTS = split_words(
    "主轴 电机 轴承 风扇 滤芯 阀门 传感器 电源模块 控制板 通讯口 触摸屏 键盘 丝杠 导轨 皮带 联轴器 编码器 继电器 "
    "接触器 断路器 保险丝 变压器 电容 电缆 插头 油泵 水泵 油封 密封圈 冷却塔 蒸发器 冷凝器 压缩机 膨胀阀 过滤网 "
    "喷嘴 镜片 聚焦镜 准直镜 光纤 机械臂 夹爪 减速机 制动器 气缸 电磁阀 压力表 流量计 液位计 温控器 热电偶 湿度计 "
    "打印头 纸仓 墨盒 扫描头 电池组 逆变桥 散热片 主板 内存 硬盘 网卡 天线 读卡器 显示屏 按钮 指示灯 蜂鸣器 "
    "急停开关 限位开关 光栅 护罩 门锁 脚轮 底座 吊环 滑块 齿轮 齿条 链条 张紧轮 凸轮 曲轴 连杆 活塞 活塞环 气门 "
    "火花塞 喷油嘴 涡轮 叶轮 蜗壳 扩压器 除霜板 集油器 回油管 视液镜 干燥瓶 四通阀 单向阀 安全阀 疏水阀 波纹管 "
    "法兰盘 垫片 铆钉 卡簧 轴套 键槽 花键 联动杆 拨叉 棘轮"
)

SYMPTOMS = split_words(
    "无法启动 报警停机 噪音异常 温度过高 通讯中断 读数不准 漏油 漏水 抖动 卡死 无显示 自动重启 速度不稳 功率下降 "
    "无法联网 打印模糊 数据丢失 误报警 响应缓慢 按键失灵 电流过大 压力不足 气味刺鼻 指示灯不亮 程序跑飞 定位偏移 "
    "校准失败 死机 黑屏 花屏 短路 跳闸 绝缘下降 结霜 结冰 堵塞 磨损 断裂 松动 锈蚀 变形 脱落 串扰 丢步 过载 "
    "欠压 过压 缺相 失磁 共振"
)
SITUATIONS = split_words(
    "早班开机后 连续运行两小时后 更换耗材后 升级固件后 停电恢复后 搬迁后 夜班期间 雷雨天气后 满负荷生产时 例行保养后 "
    "首次安装调试时 清洁之后 换班交接时 切换配方时 并网测试时 联机运行时 空载试车时"
)
TRIED = split_words(
    "已重启两次没有改善 已检查电源和接线正常 已更换备用线缆仍然一样 尚未做任何处理 已按说明书复位 已清理滤网 "
    "已联系现场电工查看 已降低负荷暂时运行 已切换到备用机 已拍照和录制视频 已导出日志"
)
WISHES = split_words(
    "请尽快安排工程师上门 请先远程协助排查 希望今天内给出答复 请确认是否在保修期内 请告知备件到货时间 请提供操作指引 "
    "影响交付请优先处理 请回电说明处理方案 不急可以约下周处理 请提供书面检测报告"
)
ANSWERS = split_words(
    "您好，您反馈的问题我们已经登记，会尽快为您处理。 您好，工程师已查看日志，正在定位原因。 "
    "您好，备件已经发出，预计两天内到达。 您好，已远程调整参数，请观察运行情况。 您好，已安排工程师明天上午到现场。 "
    "您好，问题已处理完毕，请您验证。"
)
NOTES = split_words(
    "与产品部确认为已知问题，按指引处理。 客户现场网络受限，改为电话指导。 备件库存不足，已申请调拨。 "
    "历史上同型号出现过类似现象，怀疑批次问题。 客户情绪激动，后续沟通请注意语气。 已核对保修期，属于保内。"
)

# Used nowhere else: two of them make a material that one ticket in thousands names.
RARE = "钽铌镉铋铟锗镓铪铼钌铑钯锇铱铂汞铊钋氡钫镭锕钍镤铀镎钚镅锔锫锎锿镄钔锘铹蟾蜍鸬鹚貔貅麒麟饕餮魑魅"

RARE_SHARE = 0.02
TWO_CHARACTERS_SHARE = 0.7
Weights = list[float]


def zipf_weights(words: Sequence[str]) -> Weights:
    """Cumulative weights 1, 1/2, 1/3, ..."""
    return list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


@dataclass(slots=True)
class Speech:
    """Makes texts; the same seed says the same."""

    dice: random.Random
    _parts: Weights = field(default_factory=lambda: zipf_weights(PARTS))
    _symptoms: Weights = field(default_factory=lambda: zipf_weights(SYMPTOMS))

    def one_of(self, words: Sequence[str]) -> str:
        return words[int(self.dice.random() * len(words))]

    def part(self) -> str:
        return self.dice.choices(PARTS, cum_weights=self._parts)[0]

    def symptom(self) -> str:
        return self.dice.choices(SYMPTOMS, cum_weights=self._symptoms)[0]

    def name(self) -> str:
        """A person."""
        name = self.one_of(SURNAMES) + self.one_of(GIVEN)
        if self.dice.random() < TWO_CHARACTERS_SHARE:
            name += self.one_of(GIVEN)
        return name

    def company(self) -> str:
        mark = self.one_of(MARKS) + self.one_of(MARKS)
        return f"{self.one_of(CITIES)}{mark}{self.one_of(TRADES)}{self.one_of(LEGAL)}"

    def phone(self) -> str:
        return f"1{self.dice.choice('3578')}{int(self.dice.random() * 1_000_000_000):09d}"

    def complaint(self, product: str) -> tuple[str, str]:
        """Summary and the customer's own words."""
        part = self.part()
        symptom = self.symptom()
        situation = self.one_of(SITUATIONS)
        summary = f"{product}{part}{symptom}"
        rare = ""
        if self.dice.random() < RARE_SHARE:
            rare = f"，材质牌号{self.one_of(RARE)}{self.one_of(RARE)}"
        line = int(self.dice.random() * 40) + 1
        words = (
            f"{situation}{product}的{part}出现{symptom}，"
            f"同时{self.part()}也有{self.symptom()}的现象{rare}。设备位于{self.one_of(CITIES)}工厂"
            f"{line}号产线，{self.one_of(TRIED)}，{self.one_of(WISHES)}。现场联系人{self.name()}。"
        )
        return summary, words
