"""Every page there is, for the application to serve."""

from litestar.types import ControllerRouterHandler

from admin_ui.pages.about import about, accessibility, privacy
from admin_ui.pages.addresses import AddressPages
from admin_ui.pages.api_docs import api_docs
from admin_ui.pages.articles import ArticlePages
from admin_ui.pages.assessment import AssessmentPages
from admin_ui.pages.audit import AuditPages
from admin_ui.pages.authorisations import AuthorisationPages
from admin_ui.pages.board import BoardPages
from admin_ui.pages.calls import CallPages
from admin_ui.pages.change_round import ChangeRoundPages
from admin_ui.pages.concerns import ConcernPages
from admin_ui.pages.conflicts import ConflictPages
from admin_ui.pages.damages import DamagePages
from admin_ui.pages.dashboard import DashboardPages
from admin_ui.pages.day_list import DayListPages
from admin_ui.pages.deliveries import DeliveryPages
from admin_ui.pages.delivery_bases import DeliveryBasisPages
from admin_ui.pages.devices import DevicePages
from admin_ui.pages.door_photos import PhotoPages, PhotoSettingPages
from admin_ui.pages.drivers import DriverPages
from admin_ui.pages.ending_run import EndingRunPages
from admin_ui.pages.fleet import FleetPages
from admin_ui.pages.handout import HandoutPages
from admin_ui.pages.household_import import HouseholdImportPages
from admin_ui.pages.households import HouseholdPages
from admin_ui.pages.intake import IntakePages
from admin_ui.pages.letters import LetterPages
from admin_ui.pages.limits import LimitPages
from admin_ui.pages.members import MemberPages
from admin_ui.pages.messages import MessagePages
from admin_ui.pages.my_slot import MySlotPages
from admin_ui.pages.new_programme import NewProgrammePages
from admin_ui.pages.new_round import NewRoundPages
from admin_ui.pages.opening_hours import OpeningHoursPages
from admin_ui.pages.paper import PaperPages
from admin_ui.pages.password import PasswordPages
from admin_ui.pages.pin_map import PinMapPages
from admin_ui.pages.plan import PlanPages
from admin_ui.pages.preferences import choose_preferences
from admin_ui.pages.prints import PrintPages
from admin_ui.pages.programmes import ProgrammePages
from admin_ui.pages.promises import PromisePages
from admin_ui.pages.queue import HallScreen, QueuePages
from admin_ui.pages.referrals import ReferralPages
from admin_ui.pages.registers import RegisterPages
from admin_ui.pages.retention import RetentionPages
from admin_ui.pages.road import RoadPages
from admin_ui.pages.rounds import RoundPages
from admin_ui.pages.run import RunLinkPages, RunPages
from admin_ui.pages.scan import scan_manifest, scan_page, scan_worker
from admin_ui.pages.scan_settings import ScanSettingPages
from admin_ui.pages.scan_start import ScanStartPages
from admin_ui.pages.settings import SettingsPages
from admin_ui.pages.shift import ShiftPages
from admin_ui.pages.shortfalls import ShortfallPages
from admin_ui.pages.sign_in import SignInPages
from admin_ui.pages.sites import SitePages
from admin_ui.pages.slot_plan import SlotPlanPages
from admin_ui.pages.slots import SlotPages
from admin_ui.pages.staff import StaffPages
from admin_ui.pages.stock import StockPages
from admin_ui.pages.stock_count import StockCountPages
from admin_ui.pages.stock_documents import StockDocumentPages
from admin_ui.pages.stock_file import StockFilePages
from admin_ui.pages.stock_minimums import StockMinimumPages
from admin_ui.pages.stock_out import StockOutPages
from admin_ui.pages.stock_places import StockPlacePages
from admin_ui.pages.stock_receipt import StockReceiptPages
from admin_ui.pages.store import StorePages
from admin_ui.pages.store_cars import StoreCarPages
from admin_ui.pages.store_gathering import StoreGatheringPages
from admin_ui.pages.store_labels import StoreLabelPages
from admin_ui.pages.telephone import TelephonePages
from admin_ui.pages.visits import VisitPages
from admin_ui.pages.vouchers import VoucherPages
from admin_ui.pages.workers import drive_worker, slot_worker

PAGES: list[ControllerRouterHandler] = [
    about,
    accessibility,
    AddressPages,
    api_docs,
    BoardPages,
    CallPages,
    ChangeRoundPages,
    choose_preferences,
    ConcernPages,
    ConflictPages,
    DamagePages,
    DashboardPages,
    DeliveryPages,
    DriverPages,
    EndingRunPages,
    FleetPages,
    HandoutPages,
    LetterPages,
    NewRoundPages,
    PaperPages,
    PasswordPages,
    PhotoPages,
    PhotoSettingPages,
    PinMapPages,
    PlanPages,
    PrintPages,
    privacy,
    RegisterPages,
    PromisePages,
    RoadPages,
    RoundPages,
    RunLinkPages,
    RunPages,
    ShiftPages,
    ShortfallPages,
    VisitPages,
    scan_manifest,
    scan_page,
    scan_worker,
    ScanStartPages,
    SignInPages,
    VoucherPages,
    AssessmentPages,
    AuthorisationPages,
    HouseholdImportPages,
    HouseholdPages,
    IntakePages,
    MemberPages,
    ReferralPages,
    ArticlePages,
    AuditPages,
    DeliveryBasisPages,
    DevicePages,
    LimitPages,
    NewProgrammePages,
    ProgrammePages,
    RetentionPages,
    ScanSettingPages,
    SettingsPages,
    SitePages,
    StaffPages,
    DayListPages,
    HallScreen,
    MessagePages,
    MySlotPages,
    OpeningHoursPages,
    QueuePages,
    SlotPages,
    SlotPlanPages,
    StockCountPages,
    StockDocumentPages,
    StockFilePages,
    StockOutPages,
    StockPages,
    StockMinimumPages,
    StockPlacePages,
    StockReceiptPages,
    StoreCarPages,
    StoreGatheringPages,
    StoreLabelPages,
    StorePages,
    TelephonePages,
    drive_worker,
    slot_worker,
]
