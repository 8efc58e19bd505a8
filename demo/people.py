"""The team of the demo, its customers and their devices."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils import timezone

from accounts.models import Absence, Department, DutyShift, User
from customers.actions import people
from customers.enums import Level, Relation, Segment
from customers.models import Channel, Customer, ProductModel
from tickets.record.models import IssueType

PASSWORD = "aftersales-demo"
TEAM = (
    ("agent", "李娜", "agent", "客服部", "客服专员", "Agent"),
    ("agent2", "孙倩", "agent", "物流部", "物流客服", "Agent, logistics"),
    ("engineer", "刘洋", "engineer", "技术支持部", "售后工程师", "Engineer"),
    ("engineer2", "何俊", "engineer", "技术支持部", "技术支持工程师", "Engineer"),
    ("supervisor", "王芳", "supervisor", "客服部", "客服主管", "Supervisor"),
    ("manager", "陈强", "manager", "客服部", "售后经理", "Manager"),
    ("analyst", "赵敏", "analyst", "客服部", "数据分析师", "Data analyst"),
    ("trainer", "吴静", "trainer", "培训部", "培训专员", "Trainer"),
    ("sales", "周凯", "liaison", "销售部", "销售接口人", "Sales liaison"),
    ("admin", "管理员", "admin", "客服部", "系统管理员", "Administrator"),
)

# Who appoints administrators, managers and supervisors.
SUPERUSER = ("root", "郑远")

# Each: username, password, role in Chinese, role in English.
LOGINS = [
    *(
        (username, PASSWORD, role_zh, role_en)
        for username, _name, _role, _department, role_zh, role_en in TEAM
    ),
    (SUPERUSER[0], PASSWORD, "超级用户", "Superuser"),
]

CUSTOMERS = (
    ("华启科技有限公司", "张敏", "13812345678", Segment.ENTERPRISE, Level.VIP, "华东"),
    ("恒泰医疗器械有限公司", "陈静", "13900001111", Segment.ENTERPRISE, Level.NORMAL, "华东"),
    ("云帆软件有限公司", "王磊", "13711112222", Segment.ENTERPRISE, Level.NORMAL, "华南"),
    ("北辰制造集团", "赵刚", "010-88886666", Segment.ENTERPRISE, Level.VIP, "华北"),
    ("个人用户-周婷", "周婷", "13800138000", Segment.CONSUMER, Level.NORMAL, "西南"),
    ("宏远物流有限公司", "孙浩", "13612340000", Segment.ENTERPRISE, Level.NORMAL, "华中"),
    (
        "苏州恒远精密制造股份有限公司",
        "周建国",
        "13512342210",
        Segment.ENTERPRISE,
        Level.NORMAL,
        "华东",
    ),
    (
        "宁波港集装箱码头装卸设备维修中心有限责任公司（北仑分公司）",
        "欧阳娜娜",
        "0574-87654321",
        Segment.ENTERPRISE,
        Level.NORMAL,
        "华东",
    ),
    (
        "Siegmund Logistics GmbH",
        "Anna Becker",
        "021-62345678",
        Segment.ENTERPRISE,
        Level.NORMAL,
        "海外",
    ),
    ("青岛海川重工有限公司", "马超", "13456781234", Segment.ENTERPRISE, Level.NORMAL, "华东"),
    ("杭州云栖数据中心", "林晓", "13588880001", Segment.ENTERPRISE, Level.VIP, "华东"),
    ("个人用户-刘德志", "刘德志", "18900012345", Segment.CONSUMER, Level.NORMAL, "东北"),
)
PRODUCTS = (
    ("SV-750", "伺服驱动器", "驱动"),
    ("HX-200", "换热机组", "暖通"),
    ("GW-12", "远程网关", "通讯"),
    ("PR-30", "打印终端", "终端"),
)


# Department, its head, its liaison.
LEADERS = (
    ("客服部", "supervisor", "agent"),
    ("技术支持部", "engineer", "engineer2"),
    ("销售部", "sales", "sales"),
    ("培训部", "trainer", "trainer"),
    ("物流部", "agent2", "agent2"),
)


@dataclass
class Cast:
    """Everybody and everything a play needs, by name."""

    staff: dict[str, User] = field(default_factory=dict)
    customers: dict[str, Customer] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    types: dict[str, IssueType] = field(default_factory=dict)


def create_cast() -> Cast:
    """Create the cast."""
    cast = Cast()
    departments = {department.name: department for department in Department.objects.all()}
    # One hash for all: to make one takes a quarter of a second.
    password = make_password(PASSWORD)
    for username, name, role, department, *_titles in TEAM:
        person = _create_person(username, name, role, departments[department], password)
        cast.staff[username] = person
    _appoint_heads(departments, cast)
    cast.channels = {channel.name: channel for channel in Channel.objects.all()}
    cast.types = {
        issue_type.name: issue_type
        for issue_type in IssueType.objects.select_related(
            "default_department", "parent__default_department"
        )
    }
    _create_customers(cast)
    return cast


def create_superuser() -> User:
    """Somebody who may do everything, as `createsuperuser` makes the first person of a desk."""
    username, name = SUPERUSER
    return User.objects.create_superuser(
        username, f"{username}@example.com", PASSWORD, display_name=name
    )


def _create_person(
    username: str, name: str, role: str, department: Department, password: str
) -> User:
    person = User(
        username=username,
        display_name=name,
        email=f"{username}@example.com",
        department=department,
        password=password,
    )
    person.is_staff = role == "admin"
    person.save()
    person.groups.add(Group.objects.get(name=role))
    return person


def _appoint_heads(departments: dict[str, Department], cast: Cast) -> None:
    for name, head, liaison in LEADERS:
        department = departments[name]
        department.head, department.liaison = cast.staff[head], cast.staff[liaison]
        department.save()


def _create_customers(cast: Cast) -> None:
    now = timezone.now()
    models = [
        ProductModel.objects.create(code=code, name=name, category=category)
        for code, name, category in PRODUCTS
    ]
    for n, (name, contact, phone, segment, level, region) in enumerate(CUSTOMERS):
        customer = people.register_customer(
            name=name,
            by=cast.staff["agent"],
            at=now,
            contact_name=contact,
            phone=phone,
            segment=segment,
            level=level,
            region=region,
            relation=Relation.EXISTING,
            source="demo",
        )
        people.add_asset(
            customer, serial=f"{models[n % 4].code}-23A{9917 + n * 37:05d}", model=models[n % 4]
        )
        cast.customers[name] = customer


def create_roster(cast: Cast, now: datetime) -> None:
    """A week of nights shared by the two engineers, and a colleague on leave with a deputy."""
    evening = timezone.localtime(now).replace(hour=18, minute=0, second=0, microsecond=0)
    engineers = [cast.staff["engineer"], cast.staff["engineer2"]]
    DutyShift.objects.bulk_create(
        DutyShift(
            person=engineers[n % 2],
            starts_at=evening + timedelta(days=n),
            ends_at=evening + timedelta(days=n, hours=15),
        )
        for n in range(-1, 7)
    )
    Absence.objects.create(
        person=cast.staff["agent2"],
        deputy=cast.staff["agent"],
        starts_at=evening + timedelta(days=2),
        ends_at=evening + timedelta(days=5),
        reason="年假",
    )
