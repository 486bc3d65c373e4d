"""What the database's refusals about room statuses, tasks and faults mean to a caller."""

from hotelmate.core.constraints import fault, name_constraints
from hotelmate.core.errors import Refusal

CHANGED_MEANWHILE = Refusal(
    "ROOM_STATUS_CHANGED_MEANWHILE", "The room's status changed meanwhile. Reload it and decide again."
)
NOT_A_TRANSITION = Refusal("ROOM_STATUS_TRANSITION", "A room cannot go from the one status to the other.")
FAULT_OPEN = Refusal("FAULT_OPEN", "A blocking fault is open in this room. Resolve it first.")
WRONG_HOTEL = Refusal("OTHER_HOTEL", "These records belong to different hotels.", 404)

name_constraints(
    {
        "room_status_event_number": CHANGED_MEANWHILE,
        "room_status_event_target": CHANGED_MEANWHILE,
        "room_status_event_chain": CHANGED_MEANWHILE,
        "room_status_behind_audit": CHANGED_MEANWHILE,
        "room_status_without_audit": CHANGED_MEANWHILE,
        "room_status_transition": NOT_A_TRANSITION,
        "room_status_event_room_of_same_hotel": WRONG_HOTEL,
        "room_status_event_staff_of_same_hotel": WRONG_HOTEL,
        "room_ready_despite_fault": FAULT_OPEN,
        "room_fault_count": FAULT_OPEN,
        "fault_room_of_same_hotel": WRONG_HOTEL,
        "task_room_of_same_hotel": WRONG_HOTEL,
        "task_staff_of_same_hotel": WRONG_HOTEL,
        "task_creator_of_same_hotel": WRONG_HOTEL,
        "discrepancy_room_of_same_hotel": WRONG_HOTEL,
        "task_one_open_turnover": Refusal("TURNOVER_OPEN", "This room already has an open turnover task."),
        "task_one_stayover_a_day": Refusal("STAYOVER_EXISTS", "This room already has its stay-over task for the day."),
        "discrepancy_one_open": Refusal("DISCREPANCY_OPEN", "A discrepancy is already open for this room."),
        "task_booking_of_same_hotel": WRONG_HOTEL,
        "task_type_known": Refusal("UNKNOWN_TASK_TYPE", "There is no such task. See the choices in the API.", 400),
        "task_priority_known": Refusal("UNKNOWN_PRIORITY", "A priority is LOW, MED or HIGH.", 400),
        "task_status_and_times_agree": fault("TASK_TIMES", "A task's times follow its status."),
        "fault_changes_room": fault("FAULT_CHANGES_ROOM", "A fault stays in its room."),
        "fault_resolution_agrees": fault("FAULT_TIMES", "A resolved fault says when and by whom."),
        "room_status_birth": Refusal(
            "INVALID_STATUS", "A room begins ready, to be inspected or dirty. Choose one of these.", 400
        ),
        "room_status_event_target_known": Refusal(
            "UNKNOWN_ROOM_STATUS", "There is no such room status. Choose another.", 400
        ),
        "room_status_event_source_known": fault("AUDIT_SOURCE_UNKNOWN", "There is no such door for a status."),
        "room_status_event_numbered_from_one": fault("AUDIT_NUMBER", "Audit rows are numbered from one."),
        "room_status_event_first_has_no_from": fault("AUDIT_FIRST", "Only a room's first audit row has no past."),
        "room_status_event_time_finite": fault("AUDIT_TIME", "An audit row has a moment."),
    }
)
