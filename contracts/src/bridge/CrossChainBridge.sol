// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {CrosschainLinked} from "@openzeppelin/contracts/crosschain/CrosschainLinked.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC7802} from "@openzeppelin/contracts/interfaces/draft-IERC7802.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {InteroperableAddress} from "@openzeppelin/contracts/utils/draft-InteroperableAddress.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

/// @title Moves tokens between chains: locked at home, made abroad; destroyed abroad, released at home.
/// @notice A transfer's id binds everything about it. It is paid once, or refused once and then refunded where it came
/// from; both ends keep one word for each. There is no fee, no owner's withdrawal, and no pool that chains share.
/// @dev Amounts are in token units and cross unchanged: both tokens of a route have the same decimals.
contract CrossChainBridge is CrosschainLinked, AccessManaged, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;
    using InteroperableAddress for bytes;

    enum Kind {
        None,
        /// The token is at home here: locked and released.
        Lock,
        /// The token stands for one that is locked over there: made and destroyed.
        Mint
    }

    /// @notice How one token crosses to one chain.
    struct Route {
        Kind kind;
        address remoteToken;
        /// Most that comes in during a window; token units.
        uint128 windowLimit;
        /// What comes in at once from this amount on waits until it can no longer be disputed.
        uint128 largeFrom;
        uint128 windowUsed;
        uint64 windowStart;
    }

    struct Transfer {
        uint256 sourceChain;
        uint256 targetChain;
        address sourceToken;
        address targetToken;
        address sender;
        address recipient;
        uint256 amount;
        uint256 nonce;
        /// Last second at which it is paid over there.
        uint256 deadline;
    }

    /// @notice What became of a transfer that came in. Final from Paid on.
    enum Fate {
        Unknown,
        Waiting,
        Disputed,
        Paid,
        Refused
    }

    /// @notice What became of a transfer that went out.
    enum Departure {
        Unknown,
        Sent,
        Refunded
    }

    uint256 public constant WINDOW = 1 days;
    uint256 public constant CHALLENGE = 1 days;
    uint256 public constant DELIVERY_TIME = 7 days;

    mapping(address token => mapping(uint256 chain => Route)) private _routes;
    /// @notice What is locked here for holders over there, in token units.
    mapping(address token => mapping(uint256 chain => uint256)) public lockedFor;
    mapping(bytes32 id => Fate) public fateOf;
    mapping(bytes32 id => Departure) public departureOf;
    /// @notice Second from which a transfer that waits may be completed.
    mapping(bytes32 id => uint256) public completableAt;
    uint128 private _nonce;
    bool public paused;

    event RouteSet(address indexed token, uint256 indexed chain, Route route);
    event PausedSet(bool paused);
    event BridgeInitiated(bytes32 indexed id, Transfer transfer);
    event BridgeWaiting(bytes32 indexed id, uint256 completableAt);
    event BridgeDisputed(bytes32 indexed id, address indexed by);
    event BridgeCompleted(bytes32 indexed id, address indexed recipient, uint256 amount);
    event BridgeRefused(bytes32 indexed id);
    event BridgeRefunded(bytes32 indexed id, address indexed sender, uint256 amount);

    error Paused();
    error NoRoute(address token, uint256 chain);
    error RouteExists(address token, uint256 chain);
    error RouteOutOfBounds();
    error NothingToMove();
    error NobodyToPay();
    error ReceivedOtherThanSent(uint256 sent, uint256 received);
    error WrongFate(bytes32 id, Fate fate);
    error WrongDeparture(bytes32 id, Departure departure);
    error WrongPlace(uint256 sourceChain, uint256 targetChain);
    error TooLate(uint256 deadline);
    error TooEarly(uint256 from);
    error WindowFull(uint256 wanted, uint256 left);
    error MoreThanLocked(uint256 wanted, uint256 locked);

    modifier whenRunning() {
        if (paused) revert Paused();
        _;
    }

    constructor(address authority) CrosschainLinked(new Link[](0)) AccessManaged(authority) {}

    /// @notice Links the bridge of another chain, once: its gateway here and its address there.
    function setLink(address gateway, uint256 chain, address counterpart) external restricted {
        _setLink(gateway, InteroperableAddress.formatEvmV1(chain, counterpart), false);
    }

    /// @notice Opens a route once; afterwards only its limits change.
    function setRoute(address token, uint256 chain, Kind kind, address remoteToken, uint128 windowLimit, uint128 largeFrom)
        external
        restricted
    {
        Route storage route = _routes[token][chain];
        if (kind == Kind.None || token == address(0) || remoteToken == address(0) || chain == block.chainid) {
            revert RouteOutOfBounds();
        }
        bool exists = route.kind != Kind.None;
        if (exists && (route.kind != kind || route.remoteToken != remoteToken)) revert RouteExists(token, chain);
        (route.kind, route.remoteToken) = (kind, remoteToken);
        (route.windowLimit, route.largeFrom) = (windowLimit, largeFrom);
        emit RouteSet(token, chain, route);
    }

    /// @notice Stops and starts everything that moves tokens. What is on its way stays on its way.
    function setPaused(bool paused_) external restricted {
        paused = paused_;
        emit PausedSet(paused_);
    }

    /// @notice Sends tokens of the caller to another chain.
    /// @param amount token units; exactly this much must arrive here, so tokens that take a fee are refused
    /// @return id of the transfer, the same on both chains
    function initiateBridge(address token, uint256 chain, address recipient, uint256 amount)
        external
        nonReentrant
        whenRunning
        returns (bytes32 id)
    {
        if (amount == 0) revert NothingToMove();
        if (recipient == address(0)) revert NobodyToPay();
        Transfer memory transfer = Transfer({
            sourceChain: block.chainid,
            targetChain: chain,
            sourceToken: token,
            targetToken: _routeOf(token, chain).remoteToken,
            sender: msg.sender,
            recipient: recipient,
            amount: amount,
            nonce: _nonce++,
            deadline: block.timestamp + DELIVERY_TIME
        });
        id = idOf(transfer);
        departureOf[id] = Departure.Sent;
        emit BridgeInitiated(id, transfer);
        _take(token, chain, amount);
        _send(chain, false, transfer);
    }

    /// @notice Pays a large transfer that nobody disputed in time. Anybody may call it.
    function completeBridge(Transfer calldata transfer) external nonReentrant whenRunning {
        bytes32 id = idOf(transfer);
        if (fateOf[id] != Fate.Waiting) revert WrongFate(id, fateOf[id]);
        if (block.timestamp < completableAt[id]) revert TooEarly(completableAt[id]);
        _pay(id, transfer);
    }

    /// @notice Holds a large transfer that waits, until it is resolved. For whoever watches the chains.
    function dispute(bytes32 id) external restricted {
        if (fateOf[id] != Fate.Waiting) revert WrongFate(id, fateOf[id]);
        fateOf[id] = Fate.Disputed;
        emit BridgeDisputed(id, msg.sender);
    }

    /// @notice Ends a dispute: the transfer is paid here, or refunded where it came from.
    function resolve(Transfer calldata transfer, bool pay) external restricted nonReentrant {
        bytes32 id = idOf(transfer);
        if (fateOf[id] != Fate.Disputed) revert WrongFate(id, fateOf[id]);
        if (pay) _pay(id, transfer);
        else _refuse(id, transfer);
    }

    /// @notice Refuses for good what was not delivered in time, and has it refunded. Anybody may call it.
    /// @dev A transfer that was never sent has an id that its source does not know, and nothing is refunded there.
    function refuse(Transfer calldata transfer) external nonReentrant whenRunning {
        bytes32 id = idOf(transfer);
        if (transfer.targetChain != block.chainid) revert WrongPlace(transfer.sourceChain, transfer.targetChain);
        if (fateOf[id] != Fate.Unknown) revert WrongFate(id, fateOf[id]);
        if (block.timestamp <= transfer.deadline) revert TooEarly(transfer.deadline + 1);
        _refuse(id, transfer);
    }

    function routeOf(address token, uint256 chain) external view returns (Route memory) {
        return _routes[token][chain];
    }

    /// @notice What can still come in during this window, in token units.
    function windowLeft(address token, uint256 chain) public view returns (uint256) {
        Route storage route = _routes[token][chain];
        if (block.timestamp >= route.windowStart + WINDOW) return route.windowLimit;
        return route.windowUsed >= route.windowLimit ? 0 : route.windowLimit - route.windowUsed;
    }

    /// @notice Digest of a transfer, with both bridges: the same on both chains, and never twice.
    function idOf(Transfer memory transfer) public view returns (bytes32) {
        bool isHere = transfer.sourceChain == block.chainid;
        bytes memory remote = _counterpart(isHere ? transfer.targetChain : transfer.sourceChain);
        bytes memory here = InteroperableAddress.formatEvmV1(block.chainid, address(this));
        return keccak256(abi.encode("QCAI transfer 1", isHere ? here : remote, isHere ? remote : here, transfer));
    }

    /// @dev The gateway was checked to be the linked one, and the sender to be the linked bridge.
    function _processMessage(address, bytes32, bytes calldata sender, bytes calldata payload)
        internal
        override
        nonReentrant
        whenRunning
    {
        (bool isRefund, Transfer memory transfer) = abi.decode(payload, (bool, Transfer));
        (uint256 chain,) = sender.parseEvmV1Calldata();
        (uint256 here, uint256 there) = isRefund
            ? (transfer.sourceChain, transfer.targetChain)
            : (transfer.targetChain, transfer.sourceChain);
        if (here != block.chainid || there != chain) revert WrongPlace(transfer.sourceChain, transfer.targetChain);
        if (isRefund) _refund(transfer);
        else _arrive(transfer);
    }

    function _arrive(Transfer memory transfer) private {
        bytes32 id = idOf(transfer);
        if (fateOf[id] != Fate.Unknown) revert WrongFate(id, fateOf[id]);
        if (block.timestamp > transfer.deadline) revert TooLate(transfer.deadline);
        Route storage route = _routeOf(transfer.targetToken, transfer.sourceChain);
        if (route.remoteToken != transfer.sourceToken) revert NoRoute(transfer.targetToken, transfer.sourceChain);
        _useWindow(route, transfer);
        if (transfer.amount < route.largeFrom) {
            _pay(id, transfer);
            return;
        }
        fateOf[id] = Fate.Waiting;
        completableAt[id] = block.timestamp + CHALLENGE;
        emit BridgeWaiting(id, block.timestamp + CHALLENGE);
    }

    function _useWindow(Route storage route, Transfer memory transfer) private {
        uint256 left = windowLeft(transfer.targetToken, transfer.sourceChain);
        if (transfer.amount > left) revert WindowFull(transfer.amount, left);
        // At most the limit, which has 128 bits.
        uint128 amount = uint128(transfer.amount);
        if (block.timestamp >= route.windowStart + WINDOW) {
            (route.windowStart, route.windowUsed) = (uint64(block.timestamp), amount);
        } else {
            route.windowUsed += amount;
        }
    }

    function _pay(bytes32 id, Transfer memory transfer) private {
        fateOf[id] = Fate.Paid;
        emit BridgeCompleted(id, transfer.recipient, transfer.amount);
        _give(transfer.targetToken, transfer.sourceChain, transfer.recipient, transfer.amount);
    }

    function _refuse(bytes32 id, Transfer memory transfer) private {
        fateOf[id] = Fate.Refused;
        emit BridgeRefused(id);
        _send(transfer.sourceChain, true, transfer);
    }

    function _refund(Transfer memory transfer) private {
        bytes32 id = idOf(transfer);
        if (departureOf[id] != Departure.Sent) revert WrongDeparture(id, departureOf[id]);
        departureOf[id] = Departure.Refunded;
        emit BridgeRefunded(id, transfer.sender, transfer.amount);
        _give(transfer.sourceToken, transfer.targetChain, transfer.sender, transfer.amount);
    }

    function _take(address token, uint256 chain, uint256 amount) private {
        if (_routes[token][chain].kind == Kind.Mint) {
            IERC7802(token).crosschainBurn(msg.sender, amount);
            return;
        }
        lockedFor[token][chain] += amount;
        uint256 before = IERC20(token).balanceOf(address(this));
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        uint256 received = IERC20(token).balanceOf(address(this)) - before;
        if (received != amount) revert ReceivedOtherThanSent(amount, received);
    }

    function _give(address token, uint256 chain, address to, uint256 amount) private {
        if (_routes[token][chain].kind == Kind.Mint) {
            IERC7802(token).crosschainMint(to, amount);
            return;
        }
        uint256 locked = lockedFor[token][chain];
        if (amount > locked) revert MoreThanLocked(amount, locked);
        lockedFor[token][chain] = locked - amount;
        IERC20(token).safeTransfer(to, amount);
    }

    function _send(uint256 chain, bool isRefund, Transfer memory transfer) private {
        _sendMessageToCounterpart(
            InteroperableAddress.formatEvmV1(chain), abi.encode(isRefund, transfer), new bytes[](0)
        );
    }

    function _routeOf(address token, uint256 chain) private view returns (Route storage route) {
        route = _routes[token][chain];
        if (route.kind == Kind.None) revert NoRoute(token, chain);
    }

    function _counterpart(uint256 chain) private view returns (bytes memory counterpart) {
        (, counterpart) = getLink(InteroperableAddress.formatEvmV1(chain));
    }
}
