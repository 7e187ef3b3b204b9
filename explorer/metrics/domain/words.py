"""Words that tell a field of knowledge: strong ones hardly occur outside it, plain ones often, weak ones only help.

English entries are single words in lower case, matched as whole words; Chinese entries are matched anywhere.
"""

from __future__ import annotations

STRONG, PLAIN, WEAK = 1.5, 0.8, 0.35

ENGLISH: dict[str, tuple[str, str, str]] = {
    "medical": (
        """diabetes diabetic hypertension asthma pneumonia carcinoma chemotherapy antibiotic antibiotics ibuprofen paracetamol
        acetaminophen aspirin insulin pathology radiology oncology cardiology dermatologist gynecologist neurologist
        cardiologist urologist gastroenterologist endocrinologist pediatrician psychiatrist orthopedic ultrasound mri ecg ekg biopsy
        arthritis bronchitis gastritis hepatitis dermatitis sinusitis appendicitis tuberculosis malaria leukemia lymphoma
        tumor tumour metastasis thyroid prostate ovarian uterus uterine cervical endoscopy colonoscopy catheter anesthesia
        anemia stroke epilepsy seizure migraine schizophrenia bipolar antidepressant antidepressants ssri dosage prognosis etiology
        comorbidity hemoglobin leukocytes creatinine cholesterol triglycerides stent angioplasty angina arrhythmia
        gynaecologist physiotherapy covid sars vaccine vaccines vaccination immunology obstetric obstetrics
        menstruation menstrual miscarriage eczema psoriasis herpes hiv std vomiting nausea diarrhea diarrhoea constipation
        paediatrician amoxicillin azithromycin prednisone metformin lesion lesions inflammation inflammatory acne
        symptom diagnosed palpitations gallbladder hernia cyst fibroids ulcer reflux""",
        """symptoms diagnosis patient patients clinical clinic physician therapy medication medications medicine surgery surgical surgeon
        disease diseases syndrome chronic infection infections fever cough headache headaches dizziness rash swelling
        pregnancy pregnant pain kidney liver lungs lung spine cardiac blood hospital nurse doctor tablet tablets dose
        medical treatment disorder immune virus bacterial hormone hormones allergy allergies allergic""",
        "health healthy body throat chest stomach muscle skin condition urine tests test cure",
    ),
    "legal": (
        """plaintiff defendant litigation tort torts statute statutes statutory jurisdiction appellate felony misdemeanor
        indictment affidavit subpoena attorney attorneys lawsuit lawsuits deposition arbitration injunction
        prosecutor barrister solicitor testator probate custody copyright trademark infringement
        plaintiffs defendants liable jurisprudence habeas gdpr indemnify indemnification lessee lessor
        bailment easement""",
        """legal law laws court courts judge lawyer lawyers contract contractual liability clause clauses damages sue sued
        crime criminal verdict sentence evidence constitutional constitution legislation rights divorce tenant
        landlord eviction breach negligence compliance""",
        "agreement party parties police guilty rule case",
    ),
    "finance": (
        """equities dividend dividends hedge portfolio portfolios mortgage mortgages securities derivatives nasdaq ebitda fiduciary
        liquidity bonds shareholder shareholders etf etfs ipo forex bitcoin cryptocurrency cryptocurrencies
        valuation underwriting amortization depreciation treasury inflation fed gaap
        ifrs cpi monetary refinance annuity roth actuarial stockbroker broker brokerage""",
        """investment investments investor investors investing stock stocks bank banks banking loan loans credit debt
        financial finance finances fiscal assets asset earnings revenue profit profits interest tax taxes taxation audit
        accounting capital insurance premium budget funds fund currency economy economic bond trading trader""",
        "market markets price prices income payment money cash account rate rates balance",
    ),
    "education": (
        """curriculum pedagogy pedagogical syllabus classroom classrooms kindergarten preschool homeschool tutoring scholarship
        scholarships undergraduate undergraduates gpa toefl ielts gre gmat enrollment faculty literacy rubric
        extracurricular educators educator schooling""",
        """lesson lessons teaching teacher teachers students education educational learners homework tuition university
        college exam exams grading semester academic""",
        "student school learning study course courses class grade",
    ),
    "science": (
        """photosynthesis mitochondria chromosome chromosomes genome genomic enzyme enzymes molecule molecules thermodynamics
        quantum relativity isotope isotopes neutron neutrons photon photons electron electrons catalyst covalent
        stoichiometry exothermic endothermic oxidation supernova galaxy galaxies astrophysics cosmology tectonic
        eukaryotic prokaryotic phenotype genotype mrna dna rna entropy electromagnetic
        magnetism spectroscopy semiconductor semiconductors polymer polymers hydrocarbons sedimentary
        paleontology biodiversity ecosystem ecosystems molar chlorophyll mitosis meiosis""",
        """physics chemistry biology chemical chemicals atom atoms atomic protein proteins species evolution organisms
        organism cells cell planets planet orbit gravity velocity acceleration wavelength particles particle hypothesis
        experiment experiments scientific scientists laboratory bacteria nucleus radiation solar acid""",
        "energy temperature theory science water earth reaction",
    ),
    "technology": (
        """python javascript typescript java kotlin sql mysql postgresql html css php api apis json xml github linux ubuntu
        kubernetes docker devops backend frontend database databases algorithm algorithms compiler debugging stdout
        boolean integer tensorflow pytorch numpy pandas django flask jquery regex localhost http https firewall
        malware encryption cybersecurity tcp router cpu gpu ssd bios async middleware microservices
        iterator recursion stacktrace exception nodejs npm webpack sdk ide aws azure repository
        blockchain saas wifi bluetooth android ios keras dataframe chatbot""",
        """software programming programmer code coding developer developers server servers browser computer computers
        function functions array string loop variable variables parameter parameters file files input output class method query
        download install windows website web app application applications data cloud hardware
        neural model machine algorithmic script""",
        "user users system network digital device devices value list",
    ),
    "business": (
        """marketing ecommerce b2b b2c seo crm roi kpi kpis stakeholder stakeholders branding advertising telemarketing
        merchandise entrepreneurship entrepreneur entrepreneurs startup startups franchise wholesale logistics procurement
        swot onboarding salesperson upsell retailer retailers""",
        """customers customer sales brand brands business businesses company companies campaign campaigns product products
        refund shipping order orders delivery retail manager management employees employee hr
        recruitment leads client clients promotion discount warehouse supply competitors competitive""",
        "service services team market strategy audience goals store",
    ),
    "government": (
        """parliament parliamentary senate senator congressman legislature ministry referendum municipal diplomacy
        geopolitical nato electorate bureaucracy ambassador veto gubernatorial caucus sanctions""",
        """government governments policy policies election elections president minister congress political politics
        politicians democratic republican federal citizens vote voters military treaty citizenship democracy""",
        "public state national country international",
    ),
    "agriculture": (
        """fertilizer fertilizers irrigation livestock poultry pesticide pesticides herbicide herbicides agronomy crops
        agricultural agriculture agronomist tillage harvesting cattle dairy aquaculture horticulture silage compost""",
        "crop farm farmers farmer farming soil seeds harvest wheat maize grain orchard pests rural",
        "plant plants field land water",
    ),
    "engineering": (
        """turbine turbines hvac welding machining cnc torque hydraulic hydraulics pneumatic actuator actuators
        girder concrete rebar transformer substation voltage circuitry pcb soldering photovoltaic
        refinery drilling pipeline manufacturing cad autocad scaffolding aerodynamic crankshaft""",
        """engineering engineer engineers mechanical electrical structural construction machinery circuit sensor sensors
        motor valve pump steel alloy tensile industrial bridge engine""",
        "design materials material load pressure power",
    ),
    "gaming": (
        """minecraft fortnite pokemon playstation xbox nintendo multiplayer mmorpg esports roguelike speedrun
        gameplay steam rpg npc dungeon dungeons respawn warcraft dota""",
        "gamer gamers gaming quest quests boss console player players",
        "game games level levels character",
    ),
}

CHINESE: dict[str, tuple[str, str, str]] = {
    "medical": (
        """糖尿病 高血压 冠心病 肺炎 肿瘤 癌症 肺癌 胃癌 肝癌 癌细胞 化疗 放疗 抗生素 阿莫西林 布洛芬 胰岛素 手术治疗 病理 影像学 内镜 胃炎 肝炎 肾炎 皮炎 鼻炎 咽炎
        关节炎 支气管 哮喘 贫血 白血病 甲状腺 前列腺 子宫 卵巢 宫颈 妇科 儿科 内科 外科 中医 中药 针灸 临床 患者 患儿 并发症 预后
        症状 诊断 疾病 处方 药物治疗 用药 服药 副作用 不良反应 心电图 血常规 核磁 彩超 腹泻 呕吐 恶心 便秘 咳嗽 发烧 发热 头痛 头晕
        月经 怀孕 流产 胎儿 疫苗 新冠 感染 炎症 抑郁症 焦虑症 失眠 痛风 湿疹 荨麻疹 痤疮 骨折 腰椎 颈椎 脑梗 中风 心肌 心衰 血糖 血脂
        综合征 病因 药品 胶囊 口服 静脉 住院 挂号 就诊 医嘱 乳腺 溃疡 结石 医学领域 医学专家 病毒性 自闭症 尿路 痔疮 高血脂""",
        "医院 医生 病人 治疗 医疗 疼痛 药物 检查 血压 病毒 细菌 护理 康复 肾脏 肝脏 胃部 胃痛 肺部 心脏 过敏 手术 孕妇 宝宝 病情 医学",
        "健康 身体 饮食 营养 皮肤 免疫 运动",
    ),
    "legal": (
        """原告 被告 诉讼 起诉 上诉 民法典 刑法 合同法 劳动法 劳动合同 仲裁 律师 法院 判决 裁定 判处 有期徒刑 拘役 罚金 犯罪 嫌疑人 被害人
        法条 司法解释 民事 刑事 行政处罚 违约金 侵权 抚养权 离婚协议 遗嘱继承 继承人 取保候审 公诉 检察院 辩护 法定代表人 债权 债务人
        法律责任 著作权 专利法 商标法 公司法 婚姻法 诈骗罪 盗窃罪 故意伤害 工伤 交通肇事 法律规定 民法 宪法 法律援助 法律领域 法律专家 法律咨询 买受人 出卖人 当事人""",
        "法律 合同 违法 赔偿 法规 条例 规定 权利 义务 离婚 纠纷 责任 举证 证据 协议 司法",
        "处罚 条款 公民 依据 申请",
    ),
    "finance": (
        """股票 基金 债券 期货 期权 理财 信贷 贷款 利率 汇率 央行 存款准备金 股市 股东 上市公司 涨停 跌停 市盈率 净利润 营业收入 财报 年报
        资产负债 现金流 投资者 融资 证券 券商 保险公司 保费 花呗 借呗 信用卡 分期付款 逾期 征信 税率 增值税 所得税 审计 会计 财务
        比特币 加密货币 区块链金融 通货膨胀 货币政策 财政政策 降准 降息 沪深 A股 港股 研报 估值 不良贷款 同比增长 金融领域 金融专家 毛利率 营收 宏观经济""",
        "银行 金融 投资 资产 资金 收益 风险 税收 纳税 缴税 税费 账单 还款 利润 市值 经济 保险 额度 支付宝 外汇",
        "价格 市场 收入 成本 公司 增长",
    ),
    "education": (
        """教案 教学设计 课堂教学 教学目标 教学方法 课程标准 班主任 高考 中考 考研 四六级 雅思 托福 幼儿园 义务教育 素质教育 学前教育 教育学
        职业教育 高等教育 课外辅导 教师资格 备课 班会 毕业论文 学位 奖学金 教育部 留学""",
        "教学 教师 学生 课程 课堂 教育 老师 学校 大学 小学 中学 考试 作业 学习成绩 专业 家长",
        "学习 知识 孩子 培养",
    ),
    "science": (
        """光合作用 线粒体 染色体 基因 核酸 蛋白质 蛋白酶 酶活 酶的 细胞膜 细胞核 分子式 化学反应 氧化 还原反应 催化剂 元素周期 量子 相对论 电子 中子 质子
        光子 电磁 磁场 热力学 牛顿 万有引力 加速度 黑洞 星系 恒星 行星 板块构造 生态系统 物种 进化论 化学键 同位素 微生物 半导体 超导
        有机物 化合物 摩尔 生物多样性""",
        "物理 化学 生物 分子 原子 实验 细胞 科学家 科学 宇宙 太阳系 地球 重力 能量 温度 物质 天文 辐射",
        "研究 理论 环境",
    ),
    "technology": (
        """编程 代码 算法 数据库 前端 后端 服务器 操作系统 软件开发 程序员 函数 数组 字符串 变量 编译 接口 爬虫 深度学习 机器学习 神经网络
        云计算 大数据 区块链 网络安全 防火墙 加密算法 浏览器 源代码 开源 框架 部署 单元测试 调试 正则表达式 链表 二叉树
        自然语言处理 计算机视觉 物联网 芯片 处理器 显卡 数据结构 多线程 微服务""",
        "软件 人工智能 程序 计算机 电脑 互联网 网站 系统 网络 数据 开发 技术 应用程序 模型 手机 文件 用户界面 数字化",
        "功能 设备 信息 输入 输出",
    ),
    "business": (
        """营销 电商 淘宝 天猫 京东 拼多多 品牌推广 广告语 文案 客服 退货 退款 发货 快递 订单 店铺 商家 下单 促销 优惠券 直播带货 商业计划
        创业 市场调研 市场营销 目标客户 竞争对手 供应链 人力资源 招聘 绩效 团队管理 客户关系 零售 批发 商业模式 包邮 好评""",
        "品牌 客户 销售 产品 商品 企业 消费者 营业 管理 员工 广告 物流 采购 商务 顾客 宣传 推广 公司",
        "服务 市场 用户 团队 质量 购买",
    ),
    "government": (
        """国务院 人大 政协 党中央 共产党 习近平 党员 党建 街道办 公务员 政务 行政审批 外交部 国防 军队 总统 议会 选举 公文 信访 纪委
        社会主义 人民政府 民政局 户籍 社保局 公积金 政府部门 脱贫攻坚 乡村振兴 联合国""",
        "政府 政策 部门 国家 群众 干部 外交 军事 政治 市民 办事 审批 改革",
        "社会 建设 发展 人民",
    ),
    "agriculture": (
        """农作物 化肥 农药 灌溉 水稻 小麦 玉米种植 养殖 畜牧 病虫害 农业 播种 施肥 除草剂 大棚 果树 饲料 生猪 家禽 农户 耕地 土壤肥力 秧苗 嫁接""",
        "种植 农民 土壤 作物 农村 收割 种子 果园 产量 牲畜 玉米",
        "植物 肥料 农田",
    ),
    "engineering": (
        """混凝土 钢结构 施工 建筑工程 机械设计 液压 数控 焊接 变压器 电机 发动机 轴承 齿轮 电路板 继电器 传感器 自动化控制 钻井 炼油
        光伏 风力发电 汽轮机 热处理 桥梁 隧道 工程造价 监理 公差 输电""",
        "工程 机械 电路 电压 电流 制造 设备安装 材料 工艺 工业 结构 汽车 建筑 电力 安装",
        "设计 功率 压力 生产",
    ),
    "gaming": (
        """王者荣耀 英雄联盟 原神 我的世界 吃鸡 手游 网游 电竞 副本 游戏玩家 打野 皮肤礼包 任天堂 魔兽 卡牌游戏 角色扮演游戏 游戏机 开黑 塔防""",
        "玩家 游戏 装备 技能 关卡 公会 英雄",
        "等级 角色 任务",
    ),
}
